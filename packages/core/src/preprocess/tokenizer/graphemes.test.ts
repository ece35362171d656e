import { describe, expect, it } from "vitest";
import { graphemesOf } from "./graphemes.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const whole = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What joins: marks, joiners, flags, skin tones, jamo, conjuncts, prepended signs, line ends, halves of pairs. */
const joining = Array.from(
  "\u0301\u200d\u{1f1e9}\u{1f1ea}\u{1f44d}\u{1f3fb}\u{1f469}\u2764\ufe0f\u1100\u1161\u11a8\uac00\u0915\u094d\u0937\u0e01\u0e33\u0600\u{110bd}\r\na 漢",
).concat("\ud83c", "\udffb");

describe("grapheme clusters", () => {
  it("are in a long text what they are to the segmenter in one piece", () => {
    const next = random(7);
    for (let round = 0; round < 300; round++) {
      const kinds = joining.filter(() => next() < 0.4);
      const length = 400 + Math.floor(next() * 900);
      const text = Array.from({ length }, () => kinds[Math.floor(next() * kinds.length)] ?? "👍").join("");
      expect(graphemesOf(text)).toEqual(whole(text));
    }
  });

  it("are found in a text of a hundred thousand emoji, for which one piece would take minutes", () => {
    expect(graphemesOf("😀".repeat(131_072))).toHaveLength(131_072);
    expect(graphemesOf("👍🏻".repeat(65_536))).toHaveLength(65_536);
    expect(graphemesOf(`a${"\u0301".repeat(100_000)}`)).toHaveLength(1);
  });
});
