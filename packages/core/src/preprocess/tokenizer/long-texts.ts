import { IsovecError } from "../../errors/isovec-error.ts";
import type { TokenizedText } from "./text-tokenizer.ts";

/** In UTF-16 units. A longer text takes a noticeable moment (a second for 400,000 to 4 million of them). */
export const longText = 32_768;

/** In UTF-16 units. A text of this length takes up to 20 s and a gigabyte. */
export const longestText = 8_388_608;

/**
 * Tokenizes long texts where nobody waits for it, by the same tokenizer. Its time cannot be had in slices: where a text
 * may be cut so that the parts have the tokens of the whole, each tokenizer has its own rules.
 */
export interface LongTexts {
  /**
   * What `TextTokenizer.tokenize` gives.
   * @throws IsovecError `InputTooLong` for a text that memory does not suffice for, `Cancelled`
   */
  tokenize(text: string, prompt: string, signal?: AbortSignal): Promise<TokenizedText>;
  dispose(): Promise<void>;
}

/** @throws IsovecError `InputTooLong` that names the limit */
export function assertTokenizable(texts: readonly string[]): void {
  const index = texts.findIndex(({ length }) => length > longestText);
  if (index < 0) return;
  throw new IsovecError(
    "InputTooLong",
    `Input ${index} has ${(texts[index] as string).length} characters; at most ${longestText} are tokenized.`,
    { remedy: "Send it in parts: of a text over its maximum of tokens the model reads one end." },
  );
}
