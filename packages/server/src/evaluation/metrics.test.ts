import { describe, expect, it } from "vitest";
import { meanQuality, qualityOf } from "./metrics.ts";

describe("the quality of a ranked list", () => {
  it("is 1 for the best order, and falls with the rank", () => {
    expect(qualityOf(["a", "b", "c"], new Set(["a", "b"]))).toEqual({
      ndcg: 1,
      reciprocalRank: 1,
      recall: 1,
    });
    // 1/log2(3) of an ideal 1.
    expect(qualityOf(["x", "a"], new Set(["a"]))).toEqual({
      ndcg: 1 / Math.log2(3),
      reciprocalRank: 0.5,
      recall: 1,
    });
  });

  it("counts ten, and those that are missing", () => {
    const late = [..."0123456789", "a"];
    expect(qualityOf(late, new Set(["a"]))).toEqual({ ndcg: 0, reciprocalRank: 0, recall: 0 });
    const { ndcg, recall } = qualityOf(["a"], new Set(["a", "b"]));
    expect(ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 10);
    expect(recall).toBe(0.5);
  });

  it("is a mean over questions, 0 for none", () => {
    const [one, none] = [qualityOf(["a"], new Set(["a"])), qualityOf(["x"], new Set(["a"]))];
    expect(meanQuality([one, none])).toEqual({ ndcg: 0.5, reciprocalRank: 0.5, recall: 0.5 });
    expect(meanQuality([])).toEqual({ ndcg: 0, reciprocalRank: 0, recall: 0 });
  });
});
