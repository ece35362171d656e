import { describe, expect, it } from "vitest";
import { contributions, fuse } from "./score-fusion.ts";

const found = (...scores: readonly (readonly [number, number])[]) =>
  scores.map(([id, score]) => ({ id, score }));

describe("fusing ranked lists", () => {
  it("adds what each list gives, its weight for the best and nothing for the last", () => {
    const fused = fuse(
      [
        { tier: "lexical", found: found([1, 30], [2, 20], [3, 10]) },
        { tier: "model", found: found([2, 0.8], [4, 0.5], [1, 0.3]) },
      ],
      10,
    );
    expect([...fused].map(([id, score]) => [id, Math.round(score * 1e6) / 1e6])).toEqual([
      [1, 0.5],
      [2, 0.75],
      [3, 0],
      [4, 0.2],
    ]);
  });

  it("counts from the floor where a list has one: two matches of all are both matches", () => {
    expect(contributions({ tier: "lexical", found: found([1, 12], [2, 6]), floor: 0 })).toEqual([0.5, 0.25]);
  });

  it("counts a list by the root of its share, and an only entry in full", () => {
    const [first = 0] = contributions({ tier: "model", found: found([1, 0.7]), share: 0.25 });
    expect(first).toBeCloseTo(0.25, 10);
  });

  it("keeps the first of each list, with all that the lists give them", () => {
    const lexical = { tier: "lexical", found: found([1, 3], [2, 2], [3, 1], [4, 0]) } as const;
    const model = { tier: "model", found: found([3, 0.9], [1, 0.1]) } as const;
    const fused = fuse([lexical, model], 1);
    expect([...fused.keys()]).toEqual([1, 3]);
    expect(fused.get(3)).toBeCloseTo(0.5 / 3 + 0.5, 10);
  });

  it("of nothing is nothing", () => {
    expect(fuse([{ tier: "lexical", found: [] }], 10)).toEqual(new Map());
  });
});
