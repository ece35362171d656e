import { describe, expect, it } from "vitest";
import { PassageIndex } from "./passage-index.ts";

const passage = (text: string) => ({ source: "typed text", line: 1, text });

describe("passages and their vectors", () => {
  it("are found by the nearest vector of the asked space", () => {
    const index = new PassageIndex();
    index.add([passage("east"), passage("north")]);
    index.addVectors("plane", Float32Array.of(1, 0, 0, 1), 2);
    index.addVectors("line", Float32Array.of(-1, 1), 1);
    expect(index.search("plane", Float32Array.of(1, 0), 1)).toEqual([{ passage: passage("east"), score: 1 }]);
    expect(index.search("line", Float32Array.of(1), 1)).toEqual([{ passage: passage("north"), score: 1 }]);
    expect(index.search("elsewhere", Float32Array.of(1), 1)).toEqual([]);
  });

  it("are embedded in their order, space by space", () => {
    const index = new PassageIndex();
    index.add([passage("one"), passage("two"), passage("three")]);
    index.addVectors("a", Float32Array.of(1, 1), 1);
    expect(index.covered("a")).toBe(2);
    expect(index.next("a", 8)).toEqual([passage("three")]);
    expect(index.next("b", 2)).toEqual([passage("one"), passage("two")]);
  });

  it("are forgotten from a place on, in every space", () => {
    const index = new PassageIndex();
    index.add([passage("one"), passage("two")]);
    index.addVectors("a", Float32Array.of(1, 1), 1);
    index.keepFirst(1);
    expect([index.size, index.covered("a")]).toEqual([1, 1]);
    index.keepFirst(0);
    expect([index.size, index.covered("a")]).toEqual([0, 0]);
  });
});
