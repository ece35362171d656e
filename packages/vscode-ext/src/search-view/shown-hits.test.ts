import type { SearchHit } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { listOf, type NumberedHit, shownFiles } from "./shown-hits.ts";

function numbered(id: number, path: string, hit: Partial<SearchHit> = {}): NumberedHit {
  return {
    id,
    path,
    hit: {
      uri: `file:///project/${path}`,
      range: { start: { line: 10, character: 0 }, end: { line: 13, character: 0 } },
      line: 11,
      score: 0.5,
      language: "typescript",
      preview: "  // Pooling.\n  export function pool() {\n    return 1;\n  }\n",
      ...hit,
    },
  };
}

/** The lines of the only hit. */
function linesOf(hit: Partial<SearchHit>, question = "") {
  const [file] = shownFiles([numbered(1, "a.ts", hit)], question);
  const lines = file?.hits[0]?.lines;
  if (lines === undefined) throw new Error("One hit was given and none is shown.");
  return lines;
}

const lit = (text: string, question: string): string[] =>
  linesOf({ preview: text, line: 10 }, question).flatMap(({ text: shown, marks }) =>
    marks.map(([start, end]) => shown.slice(start, end)),
  );

describe("shownFiles", () => {
  it("groups by file in the order of the best hits", () => {
    const hits = [numbered(1, "src/b.ts"), numbered(2, "a.ts"), numbered(3, "src/b.ts")];
    const files = shownFiles(hits, "pool").map(({ name, folder, hits: own }) => [
      folder,
      name,
      own.map(({ id }) => id),
    ]);
    expect(files).toEqual([
      ["src", "b.ts", [1, 3]],
      ["", "a.ts", [2]],
    ]);
  });

  it("names the places that are nearly alike", () => {
    const place = { uri: "file:///project/b.ts", range: numbered(1, "b.ts").hit.range };
    const [file] = shownFiles([{ ...numbered(1, "a.ts"), alike: [{ id: 2, place, path: "b.ts" }] }], "");
    expect(file?.hits[0]?.alike).toEqual([{ id: 2, label: "b.ts:11" }]);
  });

  it("shows the best line among its neighbours, without their common indentation", () => {
    expect(linesOf({}).map(({ number, text, best }) => [number, text, best])).toEqual([
      [11, "// Pooling.", false],
      [12, "export function pool() {", true],
      [13, "  return 1;", false],
      [14, "}", false],
    ]);
  });

  it("shows the best line of a long preview and never more than four", () => {
    const preview = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n");
    const lines = linesOf({ preview, line: 49 });
    expect(lines.map(({ text }) => text)).toEqual(["line 36", "line 37", "line 38", "line 39"]);
    expect(lines.at(-1)).toMatchObject({ number: 50, best: true });
  });

  it("shows the last line of a preview that ends before the best line", () => {
    expect(linesOf({ preview: "one\ntwo", line: 60 }).at(-1)).toMatchObject({ text: "two", best: true });
  });

  it("begins with the best line where a blank one is above it", () => {
    const lines = linesOf({ preview: "one\n\nbest\nnext\nlast\nmore", line: 12 });
    expect(lines.map(({ text }) => text)).toEqual(["best", "next", "last", "more"]);
  });

  it("lights up the question's words, inside of names too, but neither short ones nor fillers", () => {
    expect(lit("const lastToken = isLast(token) // neither", "is the last token")).toEqual([
      "lastToken",
      "Last",
      "token",
    ]);
  });

  it("takes what says where to look for no word", () => {
    expect(lit("lang rust path hash", "lang:rust -path:src hash")).toEqual(["hash"]);
  });

  it("marks nothing where lower case has another length", () => {
    expect(lit("İ hash", "hash")).toEqual([]);
  });
});

it("copies places as compilers write them", () => {
  expect(listOf([numbered(1, "src/a.ts"), numbered(2, "b.ts", { line: 10 })])).toBe(
    "src/a.ts:12: export function pool() {\nb.ts:11: // Pooling.",
  );
});
