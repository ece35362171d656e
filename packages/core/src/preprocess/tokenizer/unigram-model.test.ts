import { describe, expect, it } from "vitest";
import { UnigramModel } from "./unigram-model.ts";

const vocab = [
  ["<unk>", 0],
  ["a", -3],
  ["b", -3],
  ["ab", -2],
  ["abc", -9],
  ["𠀀", -4],
] as const;

describe("UnigramModel", () => {
  it("takes the pieces whose scores sum to most", () => {
    const model = new UnigramModel({ vocab, unk_id: 0 });
    expect(model.encode("abab")).toEqual([3, 3]);
    expect(model.encode("ba𠀀")).toEqual([2, 1, 5]);
    // Unknown characters score the worst piece's -9 less 10.
    expect(model.encode("abc")).toEqual([4]);
  });

  it("makes one token of a run of unknown characters", () => {
    expect(new UnigramModel({ vocab, unk_id: 0 }).encode("xé𠀁ax")).toEqual([0, 1, 0]);
  });

  it("falls back to bytes where the vocabulary has them", () => {
    const bytes = [...vocab, ["<0xC3>", -9], ["<0xA9>", -9]] as const;
    const model = new UnigramModel({ vocab: bytes, unk_id: 0, byte_fallback: true });
    expect(model.encode("aé")).toEqual([1, 6, 7]);
    expect(model.encode("ax")).toEqual([1, 0]);
  });
});
