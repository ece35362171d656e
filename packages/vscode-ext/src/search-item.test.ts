import type { SearchHit } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { searchItem } from "./search-item.ts";

const hit: SearchHit = {
  uri: "file:///work/src/pooling/pool.ts",
  range: { start: { line: 10, character: 0 }, end: { line: 13, character: 0 } },
  score: 0.5,
  language: "typescript",
  preview: "// Pooling.\nexport function pool() {\n}",
};

it("shows file and line, folder, and the matching line of code", () => {
  expect(searchItem(hit, "src/pooling/pool.ts", "function pool")).toEqual({
    label: "pool.ts:12",
    description: "src/pooling",
    detail: "export function pool() {",
    alwaysShow: true,
    hit,
    line: 11,
  });
});

it("leaves the folder empty for a file at the root", () => {
  const { label, description } = searchItem(hit, "pool.ts", "pooling");
  expect({ label, description }).toEqual({ label: "pool.ts:11", description: "" });
});

it("keeps code that reads like an icon as text", () => {
  const shell = { ...hit, preview: 'echo "today is $(date)"' };
  expect(searchItem(shell, "today.sh", "date").detail).toBe('echo "today is \\$(date)"');
});
