import { describe, expect, it } from "vitest";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { type Reranker, reranked } from "./reranker.ts";

function found(path: string, text: string, score: number) {
  const chunk: ChunkRecord = {
    ...{ id: 1, path, language: "typescript", startLine: 1, endLine: 1, text, symbols: "", textId: 1 },
  };
  return { best: { chunk, score, factors: [] }, alsoAt: [] };
}

/** Counts the question's letters that a text has. */
const byLetters = (hits: number): Reranker & { readonly asked: string[][] } => {
  const asked: string[][] = [];
  return {
    hits,
    asked,
    rerank: async (question, texts) => {
      asked.push([...texts]);
      return texts.map((text) => [...question].filter((letter) => text.includes(letter)).length);
    },
  };
};

describe("reranking", () => {
  const list = [
    found("1", "xyz", 0.5),
    found("2", "ab", 0.4),
    found("3", "abc", 0.3),
    found("4", "abc", 0.2),
  ];

  it("multiplies the score of what answers best with three, and says so", async () => {
    const again = await reranked(list, "abc", byLetters(3), undefined);
    expect(again.map(({ best }) => [best.chunk.path, Math.round(best.score * 1e6) / 1e6])).toEqual([
      ["2", 0.933333],
      ["3", 0.9],
      ["1", 0.5],
      ["4", 0.2],
    ]);
    expect(again[1]?.best.factors).toEqual([{ rule: "reranker", factor: 3 }]);
    expect(again[3]?.best.factors).toEqual([]);
  });

  it("gives the path with the text, and of the first hits only", async () => {
    const reranker = byLetters(2);
    await reranked(list, "abc", reranker, undefined);
    expect(reranker.asked).toEqual([["1\nxyz", "2\nab"]]);
  });

  it("asks nothing where there is nothing to put in order, and changes nothing where all are equal", async () => {
    const reranker = byLetters(9);
    await reranked(list.slice(0, 1), "abc", reranker, undefined);
    expect(reranker.asked).toEqual([]);
    const equal = await reranked(list.slice(2), "abc", reranker, undefined);
    expect(equal.map(({ best }) => [best.chunk.path, best.score])).toEqual([
      ["3", 0.3],
      ["4", 0.2],
    ]);
  });
});
