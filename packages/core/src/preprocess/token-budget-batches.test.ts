import { describe, expect, it } from "vitest";
import { padBatch, planBatches } from "./token-budget-batches.ts";

describe("planBatches", () => {
  it("puts texts of similar length together, longest first, equal lengths in input order", () => {
    expect(planBatches([3, 9, 3, 8, 1], { budget: 18 })).toEqual([
      [1, 3],
      [0, 2, 4],
    ]);
  });

  it("never exceeds the budget in padded tokens, but for a text that alone does", () => {
    const lengths = Array.from({ length: 200 }, (_, index) => ((index * 37) % 97) + 1);
    const batches = planBatches([...lengths, 500], { budget: 256 });
    for (const batch of batches) {
      const longest = Math.max(...batch.map((index) => lengths[index] ?? 500));
      expect(batch.length === 1 || batch.length * longest <= 256).toBe(true);
    }
    expect(batches.flat().sort((a, b) => a - b)).toEqual([...Array(201).keys()]);
  });

  it("keeps to a limit of texts", () => {
    expect(planBatches([1, 1, 1, 1, 1], { budget: 100, maxTexts: 2 }).map((batch) => batch.length)).toEqual([
      2, 2, 1,
    ]);
  });

  it("has no batch for no text", () => {
    expect(planBatches([], { budget: 10 })).toEqual([]);
  });
});

describe("padBatch", () => {
  it("pads on the right and masks the padding", () => {
    const { batch, sequence, inputIds, attentionMask, tokenTypeIds } = padBatch(
      [Int32Array.of(5, 6, 7), Int32Array.of(8)],
      9,
    );
    expect([batch, sequence]).toEqual([2, 3]);
    expect([...inputIds]).toEqual([5, 6, 7, 8, 9, 9]);
    expect([...attentionMask]).toEqual([1, 1, 1, 1, 0, 0]);
    expect([...tokenTypeIds]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("is one position wide at least", () => {
    expect(padBatch([new Int32Array()], 0)).toMatchObject({ batch: 1, sequence: 1 });
  });
});
