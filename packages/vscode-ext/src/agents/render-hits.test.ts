import type { SearchHit } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { renderHits } from "./render-hits.ts";

const hit = (lines: number, preview: string): SearchHit => ({
  uri: "file:///project/a.ts",
  range: { start: { line: 8, character: 0 }, end: { line: 8 + lines, character: 0 } },
  line: 8,
  score: 1,
  language: "typescript",
  preview,
});
const path = (uri: string): string => uri.replace("file:///project/", "");

describe("renderHits", () => {
  it("numbers the lines as the editor does", () => {
    expect(renderHits([hit(2, "let a;\nlet b;\n")], path)).toEqual([
      "a.ts:9-10 (typescript)\n 9  let a;\n10  let b;",
    ]);
  });

  it("says how much of a long hit is left out", () => {
    const [text] = renderHits([hit(50, "line\n".repeat(40))], path);
    expect(text?.split("\n").length).toBe(26);
    expect(text).toMatch(/… 26 lines more$/);
  });

  it("never answers with more than 24,000 characters", () => {
    const long = hit(24, `${"x".repeat(2_000)}\n`.repeat(24));
    const texts = renderHits(
      Array.from({ length: 20 }, () => long),
      path,
    );
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("\n\n").length).toBeLessThanOrEqual(24_000);
  });
});
