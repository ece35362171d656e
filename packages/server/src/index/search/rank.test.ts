import { describe, expect, it } from "vitest";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { rank } from "./rank.ts";

let nextId = 1;

function chunk(path: string, symbols = ""): ChunkRecord {
  const id = nextId++;
  const language = path.endsWith(".md") ? "markdown" : "typescript";
  return { id, path, language, startLine: 1, endLine: 9, text: "", symbols, textId: id };
}

/** Chunks in the order of fusion, each a little behind the one before it; the paths in the final order. */
function ranked(query: string, ...chunks: ChunkRecord[]): string[] {
  const fused = new Map(chunks.map(({ id }, index) => [id, 1 / (20 + index)]));
  return rank(query, chunks, fused).map(({ chunk: { path } }) => path);
}

describe("the ranking rules", () => {
  it("put the place that declares a name before those that use it", () => {
    expect(ranked("parseConfig", chunk("a.ts"), chunk("b.ts", "parseConfig"))).toEqual(["b.ts", "a.ts"]);
    expect(ranked("where is the config parsed", chunk("a.ts"), chunk("b.ts", "parseConfig"))).toEqual([
      "b.ts",
      "a.ts",
    ]);
  });

  it("take a single word of a sentence for no name, alone for one", () => {
    expect(ranked("what does get return when nothing is there", chunk("a.ts"), chunk("b.ts", "get"))).toEqual(
      ["a.ts", "b.ts"],
    );
    expect(ranked("get", chunk("a.ts"), chunk("b.ts", "get"))).toEqual(["b.ts", "a.ts"]);
  });

  it("put a file that is named first", () => {
    expect(ranked("retry a call", chunk("a.ts"), chunk("retry.ts"))).toEqual(["retry.ts", "a.ts"]);
  });

  it.each([
    ["src/a.test.ts", "retry a call", "test for retry"],
    ["README.md", "retry a call", "docs about retry"],
    ["dist/a.js", "retry a call", undefined],
    ["retries.json", "call it again", "call it again in json"],
  ])("put %s behind code, unless it is asked for", (path, question, asking) => {
    expect(ranked(question, chunk(path), chunk("src/other.ts"))).toEqual(["src/other.ts", path]);
    if (asking !== undefined) {
      expect(ranked(asking, chunk(path), chunk("src/other.ts"))).toEqual([path, "src/other.ts"]);
    }
  });

  it("let files take turns", () => {
    expect(ranked("anything", chunk("a.ts"), chunk("a.ts"), chunk("a.ts"), chunk("b.ts"))).toEqual([
      "a.ts",
      "b.ts",
      "a.ts",
      "a.ts",
    ]);
  });

  it("put first what commits say it of, unless the question may be a name", () => {
    const said = new Map([["b.ts", 1]]);
    const order = (query: string) => {
      const chunks = [chunk("a.ts"), chunk("b.ts"), chunk("c.ts")];
      const fused = new Map(chunks.map(({ id }, index) => [id, 0.5 - index / 20]));
      return rank(query, chunks, fused, said);
    };
    const [first] = order("why is a call retried");
    expect(first?.chunk.path).toBe("b.ts");
    expect(first?.factors).toEqual([{ rule: "commits say it", factor: 1 + 0.2 / 0.45 }]);
    expect(first?.score).toBeCloseTo(0.45 + 0.2, 10);
    expect(order("retried call")[0]?.chunk.path).toBe("a.ts");
  });

  it("say what they did", () => {
    const chunks = [chunk("test/retry.test.ts")];
    const [hit] = rank("retry a call", chunks, new Map(chunks.map(({ id }) => [id, 1])));
    expect(hit?.factors).toEqual([
      { rule: "file is named", factor: 1.2 },
      { rule: "test or example", factor: 0.7 },
    ]);
    expect(hit?.score).toBeCloseTo(1.2 * 0.7, 10);
  });
});
