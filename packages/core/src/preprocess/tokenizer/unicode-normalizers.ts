import { ReplaceNormalizer as LibraryReplaceNormalizer, Normalizer } from "@huggingface/tokenizers";
import { assertBoundedPattern, matchesEverywhere } from "./bounds/pattern-bounds.ts";
import { combiningMark, normalizeByUnicode9 } from "./unicode-9.ts";

/** The normalizers `NFC`, `NFD`, `NFKC` and `NFKD` of tokenizer.json. */
export class UnicodeNormalizer extends Normalizer {
  normalize(text: string): string {
    return normalizeByUnicode9(text, this.config.type as "NFC" | "NFD" | "NFKC" | "NFKD");
  }
}

const marks = new RegExp(combiningMark, "gu");

/** The normalizer `StripAccents`: every combining mark goes. */
export class StripAccentsNormalizer extends Normalizer {
  normalize(text: string): string {
    return text.replace(marks, "");
  }
}

/** The normalizer `Strip`. JavaScript's `trim` takes U+FEFF too and leaves U+0085. */
export class StripNormalizer extends Normalizer {
  normalize(text: string): string {
    const { strip_left, strip_right } = this.config as {
      readonly strip_left?: boolean;
      readonly strip_right?: boolean;
    };
    const left = strip_left ? text.replace(/^\p{White_Space}+/u, "") : text;
    return strip_right ? left.slice(0, endOfText(left)) : left;
  }
}

/** The normalizer `Replace`: its content is meant literally, `$&` included. */
export class ReplaceNormalizer extends LibraryReplaceNormalizer {
  /** @throws Error that completes "its …" for a pattern that could take very long */
  constructor(config: ConstructorParameters<typeof LibraryReplaceNormalizer>[0]) {
    super(config);
    assertBoundedPattern("normalizer.Replace", this.pattern);
    if (this.pattern !== null && this.config.content && matchesEverywhere(this.pattern))
      throw new Error(
        "its normalizer.Replace.pattern matches between any two characters, which doubles a text",
      );
  }

  override normalize(text: string): string {
    const content = this.config.content ?? "";
    return this.pattern === null ? text : text.replace(this.pattern, () => content);
  }

  /** What of the text's very beginning is replaced. */
  replacedAtStart(text: string): string {
    if (this.pattern === null) return "";
    this.pattern.lastIndex = 0;
    const match = this.pattern.exec(text);
    this.pattern.lastIndex = 0;
    return match?.index === 0 ? match[0] : "";
  }
}

/** Where the white space at the end of a text begins. A regular expression would try every run of spaces in it. */
export function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && /\p{White_Space}/u.test(text.charAt(end - 1))) end--;
  return end;
}
