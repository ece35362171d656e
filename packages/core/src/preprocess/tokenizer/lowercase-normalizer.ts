import { Normalizer } from "@huggingface/tokenizers";

/**
 * Lower case of each character alone, as the reference has it. JavaScript looks at the whole word and writes a final
 * sigma as ς, which is another token than σ.
 */
export function lowerCase(text: string): string {
  return text.includes("Σ")
    ? text
        .split("Σ")
        .map((part) => part.toLowerCase())
        .join("σ")
    : text.toLowerCase();
}

/** The normalizer `Lowercase` of tokenizer.json. */
export class LowercaseNormalizer extends Normalizer {
  normalize(text: string): string {
    return lowerCase(text);
  }
}
