import { PreTokenizer } from "@huggingface/tokenizers";
import { splitText } from "./split-text.ts";

// JavaScript's \s differs from the reference's white space in two characters: U+0085 (next line) is none to JavaScript,
// U+FEFF (byte order mark) is none to the reference.

const words = /\P{White_Space}+/gu;

/** The pre-tokenizer `WhitespaceSplit` of tokenizer.json. */
export class WhitespaceSplitPreTokenizer extends PreTokenizer {
  pre_tokenize_text(text: string): string[] {
    return text.match(words) ?? [];
  }
}

/** What Rust's regular expressions call `\w`, for the inside of a `[…]`; JavaScript's is ASCII. */
export const wordCharacters = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

const wordsAndSigns = new RegExp(`[${wordCharacters}]+|[^${wordCharacters}\\p{White_Space}]+`, "gu");

/** The pre-tokenizer `Whitespace`: `\w+|[^\w\s]+`. */
export class WhitespacePreTokenizer extends PreTokenizer {
  pre_tokenize_text(text: string): string[] {
    return splitText(text, wordsAndSigns, "removed", true);
  }
}
