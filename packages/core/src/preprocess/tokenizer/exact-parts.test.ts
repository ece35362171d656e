import type { PreTokenizer } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { BertNormalizer } from "./bert-normalizer.ts";
import { BertPreTokenizer } from "./bert-pre-tokenizer.ts";
import { byteLevelPattern } from "./byte-level-pre-tokenizer.ts";
import { LowercaseNormalizer } from "./lowercase-normalizer.ts";
import { WhitespaceSplitPreTokenizer } from "./white-space.ts";

// Every expectation is what tokenizers 0.23.3 gives.

const options = { clean_text: true, handle_chinese_chars: true, lowercase: true, strip_accents: null };
const bert = new BertNormalizer({ type: "BertNormalizer", ...options } as never);

describe("BertNormalizer", () => {
  it.each([
    ["a final sigma is lowered on its own", "ΟΔΟΣ", "οδοσ"],
    ["an ideograph above U+FFFF stands alone", "a\u{20000}b", "a \u{20000} b"],
    ["a mark of Unicode 8 is stripped", "e\u0301\u08e3", "e"],
    ["a mark of Unicode 9 stays", "a\u08d4", "a\u08d4"],
    [
      "control and format characters go, white space becomes a space",
      "a\u0000\u200b\ufeff\tb\u3000c",
      "a b c",
    ],
    ["a format character of Unicode 14 stays", "a\u0890", "a\u0890"],
    ["the dotted capital I loses its dot", "İstanbul", "istanbul"],
    ["ASCII takes the short way", "A\tB\r\nC", "a b  c"],
  ])("%s", (_what, text, expected) => {
    expect(bert.normalize(text)).toBe(expected);
  });

  it("keeps case and accents of a cased model", () => {
    const cased = new BertNormalizer({ type: "BertNormalizer", ...options, lowercase: false } as never);
    expect(cased.normalize("Été")).toBe("Été");
  });
});

describe("LowercaseNormalizer", () => {
  it("lowers each character on its own", () => {
    expect(new LowercaseNormalizer({ type: "Lowercase" } as never).normalize("ΣΑΣ É")).toBe("σασ é");
  });
});

describe("BertPreTokenizer", () => {
  it.each([
    ["a.b+c", ["a", ".", "b", "+", "c"]],
    ["naïve—text", ["naïve", "—", "text"]],
    // A punctuation sign of Unicode 9 is a letter to the reference.
    ["a\u2e43b", ["a\u2e43b"]],
  ])("splits %j around punctuation of Unicode 8", (text, words) => {
    expect(new BertPreTokenizer().pre_tokenize_text(text)).toEqual(words);
  });
});

describe("white space", () => {
  it("holds U+0085 and not U+FEFF", () => {
    const split: PreTokenizer = new WhitespaceSplitPreTokenizer();
    expect(split.pre_tokenize_text("next\u0085line\ufeffend")).toEqual(["next", "line\ufeffend"]);
    expect("a \u0085\ufeffb".match(byteLevelPattern)).toEqual(["a", " ", "\u0085", "\ufeff", "b"]);
  });
});
