import { describe, expect, it } from "vitest";
import type { PoolingMode } from "../../model/model-card.ts";
import { pool } from "./pool.ts";
import type { TokenStates } from "./token-states.ts";

/** Two padded texts of three positions and two components; the second text has two real tokens. */
const values = Float32Array.from([9, 9, 9, 9, 9, 9, /* second text */ 1, -2, 3, 5, 100, 100]);
const second: TokenStates = { values, offset: 6, hidden: 2, first: 0, end: 2 };

function pooled(modes: readonly PoolingMode[], states = second): number[] {
  return Array.from(pool(states, { kind: "pooling", modes, includePrompt: true }));
}

describe("pool", () => {
  it.each<[PoolingMode, number[]]>([
    ["cls", [1, -2]],
    ["lasttoken", [3, 5]],
    ["max", [3, 5]],
    ["mean", [2, 1.5]],
    ["mean_sqrt_len_tokens", [4 / Math.SQRT2, 3 / Math.SQRT2].map(Math.fround)],
    ["weightedmean", [7 / 3, 8 / 3].map(Math.fround)],
  ])("%s covers the real tokens of its own text only", (mode, expected) => {
    expect(pooled([mode])).toEqual(expected);
  });

  it("concatenates several modes in the order given", () => {
    expect(pooled(["max", "cls"])).toEqual([3, 5, 1, -2]);
  });

  it("leaves the prompt out when told where it ends, and weights by position in the whole sequence", () => {
    const afterPrompt = { ...second, first: 1 };
    expect(pooled(["mean"], afterPrompt)).toEqual([3, 5]);
    expect(pooled(["cls"], afterPrompt)).toEqual([3, 5]);
    expect(pooled(["weightedmean"], { ...second, offset: 0, first: 1, end: 3 })).toEqual([9, 9]);
  });

  it("lets a NaN through to where it is reported", () => {
    const broken = {
      ...second,
      values: Float32Array.from([...values.subarray(0, 6), Number.NaN, 0, 1, 1, 0, 0]),
    };
    for (const mode of ["cls", "mean", "max", "weightedmean"] as const) {
      expect(pooled([mode], broken)[0]).toBeNaN();
    }
  });
});
