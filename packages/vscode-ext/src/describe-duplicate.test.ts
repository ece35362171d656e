import type { Duplicate } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { describeDuplicate } from "./describe-duplicate.ts";

const range = { start: { line: 2, character: 0 }, end: { line: 12, character: 0 } };
const like = (likeness: Duplicate["likeness"], score: number): string =>
  describeDuplicate({
    range,
    likeness,
    hit: { uri: "file:///b.ts", range, line: 2, score, language: "typescript", preview: "" },
  });

it("says how much is alike, rounded down, and of which lines", () => {
  expect(like("same", 1)).toBe("the same as lines 3-12");
  expect(like("renamed", 0.959)).toBe("95 % of the form of lines 3-12, under other names");
  expect(like("near", 0.75)).toBe("75 % of the words of lines 3-12");
});
