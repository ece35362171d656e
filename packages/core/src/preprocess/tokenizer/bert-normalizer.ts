import { Normalizer } from "@huggingface/tokenizers";
import { lowerCase } from "./lowercase-normalizer.ts";
import { formatCharacters, nonspacingMarks } from "./unicode-8.ts";
import { normalizeByUnicode9 } from "./unicode-9.ts";

/** What `clean_text` removes. Tab and line ends are control characters too, but count as white space. */
const removed = new RegExp(`[\\0\\uFFFD]|(?![\\t\\n\\r])[\\p{Cc}\\p{Co}${formatCharacters}]`, "gu");
const whiteSpace = /\p{White_Space}/gu;
const accents = new RegExp(`[${nonspacingMarks}]`, "gu");
/** The blocks that BERT splits into single characters, as in google-research/bert `_is_chinese_char`. */
const ideograph =
  /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
const ascii = /^[\t\n\r -~]*$/;

/**
 * BERT's normalisation as HuggingFace's tokenizers does it. The library's own differs on ideographs above U+FFFF, on
 * word-final sigma and on marks newer than Unicode 8 (docs/adr/2026-11-25-tokenizer.md).
 */
export class BertNormalizer extends Normalizer {
  normalize(text: string): string {
    const { clean_text, handle_chinese_chars, lowercase, strip_accents } = this.config as {
      readonly clean_text?: boolean;
      readonly handle_chinese_chars?: boolean;
      readonly lowercase?: boolean;
      /** null: as `lowercase` says. */
      readonly strip_accents?: boolean | null;
    };
    // Most code is ASCII, where neither marks nor ideographs occur.
    if (ascii.test(text)) {
      const spaced = clean_text ? text.replace(/[\t\n\r]/g, " ") : text;
      return lowercase ? spaced.toLowerCase() : spaced;
    }
    let normalized = text;
    if (clean_text) normalized = normalized.replace(removed, "").replace(whiteSpace, " ");
    if (handle_chinese_chars) normalized = normalized.replace(ideograph, " $& ");
    if (strip_accents ?? lowercase) normalized = normalizeByUnicode9(normalized, "NFD").replace(accents, "");
    return lowercase ? lowerCase(normalized) : normalized;
  }
}
