import { describe, expect, it } from "vitest";
import type { IndexedChunk } from "../index/code-index.ts";
import { duplicatesOfFile } from "./duplicates-of-file.ts";

const body = (sum: string): string => `export function ${sum}(rows: readonly number[][]): number[] {
  const totals: number[] = [];
  for (const row of rows) {
    let ${sum} = 0;
    for (const value of row) ${sum} += value * value;
    totals.push(Math.sqrt(${sum} / row.length));
  }
  return totals;
}
`;

function chunk(path: string, text: string, startLine = 1): IndexedChunk {
  const endLine = startLine + text.split("\n").length - 1;
  return { path, language: "typescript", startLine, endLine, text, symbols: [], vector: undefined };
}

async function* stream(...chunks: readonly IndexedChunk[]): AsyncGenerator<IndexedChunk> {
  yield* chunks;
}

const places = async (path: string, ...chunks: readonly IndexedChunk[]): Promise<string[]> => {
  const { duplicates } = await duplicatesOfFile(path, stream(...chunks), { minimumLines: 6 });
  return duplicates.map(
    ({ own, other, likeness }) => `${own.startLine} ${likeness} ${other.path}:${other.startLine}`,
  );
};

describe("duplicatesOfFile", () => {
  it("names what is elsewhere, the same before what has other names, and nothing of other files' own", async () => {
    const found = await places(
      "a.ts",
      chunk("a.ts", body("length")),
      chunk("b.ts", body("norm")),
      chunk("c.ts", body("length")),
    );
    expect(found).toEqual(["1 same c.ts:1", "1 near b.ts:1"]);
  });

  it("names a copy further down in the same file once", async () => {
    const text = `${body("length")}\n${body("norm")}`;
    expect(await places("a.ts", chunk("a.ts", text), chunk("b.ts", "const x = 1;\n"))).toEqual([
      "1 near a.ts:11",
    ]);
  });
});
