import type { SearchHit } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { searchItem } from "./search-item.ts";

const hit: SearchHit = {
  uri: "file:///project/src/pooling/pool.ts",
  range: { start: { line: 10, character: 0 }, end: { line: 13, character: 0 } },
  line: 11,
  score: 0.5,
  language: "typescript",
  preview: "// Pooling.\nexport function   pool() {\n}",
};

it("shows file and line, folder, and the line of code on one line", () => {
  expect(searchItem(hit, "src/pooling/pool.ts")).toEqual({
    label: "pool.ts:12",
    description: "src/pooling",
    detail: "export function pool() {",
    alwaysShow: true,
    hit,
  });
});

it("leaves the folder empty for a file at the root", () => {
  const { label, description } = searchItem(hit, "pool.ts");
  expect({ label, description }).toEqual({ label: "pool.ts:12", description: "" });
});

it("shows the beginning of a long hit whose line lies below the preview", () => {
  const { label, detail } = searchItem({ ...hit, line: 60 }, "pool.ts");
  expect({ label, detail }).toEqual({ label: "pool.ts:61", detail: "// Pooling." });
});

it("keeps code that reads like an icon as text", () => {
  const shell = { ...hit, line: 10, preview: 'echo "today is $(date)"' };
  expect(searchItem(shell, "today.sh").detail).toBe('echo "today is \\$(date)"');
});
