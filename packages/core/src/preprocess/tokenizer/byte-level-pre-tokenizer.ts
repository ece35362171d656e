import { ByteLevelPreTokenizer as LibraryByteLevel } from "@huggingface/tokenizers";
import { splitText } from "./split-text.ts";

/** GPT-2's split (openai/gpt-2 `encoder.py`), which `ByteLevel` applies when `use_regex` is true. */
export const byteLevelPattern: RegExp =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** The pre-tokenizer `ByteLevel`: words by GPT-2's pattern, each byte of their UTF-8 as a printable character. */
export class ByteLevelPreTokenizer extends LibraryByteLevel {
  override pre_tokenize_text(text: string): string[] {
    const whole = this.add_prefix_space && !text.startsWith(" ") ? ` ${text}` : text;
    const words = this.use_regex ? splitText(whole, byteLevelPattern, "isolated") : [whole];
    return words.map((word) => this.spell(word));
  }

  private spell(word: string): string {
    // Printable ASCII stands for itself.
    if (/^[!-~]*$/.test(word)) return word;
    let spelled = "";
    for (const byte of this.text_encoder.encode(word)) spelled += this.byte_encoder[byte];
    return spelled;
  }
}
