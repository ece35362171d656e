import type { SearchHit } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { describeReasons } from "./describe-reasons.ts";

const hit: SearchHit = {
  uri: "file:///a.ts",
  range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
  line: 0,
  score: 0.0994,
  language: "typescript",
  preview: "",
};

it("names every contribution of a hit with what it is worth", () => {
  const why: SearchHit["why"] = {
    ranks: [
      { tier: "lexical", rank: 1, score: 0.0476 },
      { tier: "model", rank: 30, score: 0.02 },
    ],
    factors: [
      { rule: "declares it", factor: 1.5 },
      { rule: "a rule of tomorrow", factor: 0.9 },
    ],
  };
  expect(describeReasons({ ...hit, why })).toEqual([
    "+0.048 number 1 by its words",
    "+0.020 number 30 by its meaning",
    "×1.50 it declares what is asked for",
    "×0.90 a rule of tomorrow",
    "score 0.099",
  ]);
});

it("has nothing to say of a hit that nobody asked about", () => {
  expect(describeReasons(hit)).toEqual([]);
});
