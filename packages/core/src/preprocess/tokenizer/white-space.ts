import { PreTokenizer } from "@huggingface/tokenizers";

// JavaScript's \s differs from the reference's white space in two characters: U+0085 (next line) is none to JavaScript,
// U+FEFF (byte order mark) is none to the reference.

const words = /\P{White_Space}+/gu;

/** The pre-tokenizer `WhitespaceSplit` of tokenizer.json. */
export class WhitespaceSplitPreTokenizer extends PreTokenizer {
  pre_tokenize_text(text: string): string[] {
    return text.match(words) ?? [];
  }
}

/** GPT-2's split (openai/gpt-2 `encoder.py`), which `ByteLevel` applies when `use_regex` is true. */
export const byteLevelPattern: RegExp =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
