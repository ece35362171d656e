import { PreTokenizer } from "@huggingface/tokenizers";
import { punctuation } from "./unicode-8.ts";

/** ASCII signs such as `$` and `+` count as punctuation, though Unicode calls them symbols. */
const signs = `!-/:-@\\[-\`{-~${punctuation}`;
const words = new RegExp(`[^\\p{White_Space}${signs}]+|[${signs}]`, "gu");

/** Splits at white space and around every single punctuation sign, by the reference's Unicode version. */
export class BertPreTokenizer extends PreTokenizer {
  pre_tokenize_text(text: string): string[] {
    return text.match(words) ?? [];
  }
}
