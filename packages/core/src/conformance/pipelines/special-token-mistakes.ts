import type { TextTokenizer } from "../../preprocess/tokenizer/text-tokenizer.ts";
import type { Mistake, SpecialTokens } from "./pipeline.ts";

/** How many special tokens stand before and after a text. */
export interface Frame {
  readonly before: number;
  readonly after: number;
}

export function frameOf(tokenizer: TextTokenizer): Frame {
  const { ids, promptTokens } = tokenizer.tokenize("");
  return { before: promptTokens, after: ids.length - promptTokens };
}

/** A text's own ids with the special tokens of a mistake around them; without one, the model's own. */
export function framed(
  body: readonly number[],
  opening: readonly number[],
  closing: readonly number[],
  specialTokens: SpecialTokens | undefined,
): number[] {
  switch (specialTokens) {
    case undefined:
      return [...opening, ...body, ...closing];
    case "none":
      return [...body];
    case "without-first":
      return [...body, ...closing];
    case "without-last":
      return [...opening, ...body];
    case "doubled":
      return [...opening, ...opening, ...body, ...closing, ...closing];
    case "first-doubled":
      return [...opening, ...opening, ...body, ...closing];
    case "last-doubled":
      return [...opening, ...body, ...closing, ...closing];
  }
}

/** What servers have been seen to do to the special tokens around a whole text. */
export function specialTokenMistakes({ before, after }: Frame): Mistake[] {
  const mistakes: Mistake[] = [];
  const add = (name: string, cause: string, specialTokens: SpecialTokens): void =>
    void mistakes.push({ name, cause, change: { specialTokens } });
  if (before > 0 && after > 0) {
    add("special-tokens-missing", "the special tokens around the text are missing", "none");
  }
  if (before > 0) add("first-token-missing", "the first special token is missing", "without-first");
  if (after > 0) add("closing-token-missing", "the closing special token is missing", "without-last");
  if (before + after > 0) {
    add("special-tokens-doubled", "the special tokens are put around the text twice", "doubled");
  }
  return mistakes;
}

/** One of two special tokens twice: llama.cpp with `add_bos_token` and a text that brings its own. */
export function doubledTokenMistakes({ before, after }: Frame): Mistake[] {
  if (before === 0 || after === 0) return [];
  return [
    {
      name: "first-token-doubled",
      cause: "the first special token is put there twice",
      change: { specialTokens: "first-doubled" },
    },
    {
      name: "closing-token-doubled",
      cause: "the closing special token is put there twice",
      change: { specialTokens: "last-doubled" },
    },
  ];
}

/** The same mistakes by servers that cut a text after they have counted their own special tokens. */
export function fillingMistakes(mistakes: readonly Mistake[]): Mistake[] {
  return mistakes.map((mistake) => ({ ...mistake, change: { ...mistake.change, fillsLimit: true } }));
}
