// What `isovec duplicates` and `isovec map` take for real code from node_modules, and how it grows with its size: both
// are reports that someone waits for. Vectors are made up, for embedding is measured elsewhere.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { drawMap, findDuplicates, type IndexedChunk } from "@isovec/server";
import { repository } from "../src/repository.ts";

const sizes = (process.env["ISOVEC_BENCH_CHUNKS"] ?? "2500,5000,10000").split(",").map(Number);
const linesOfChunk = 24;
const dimensions = 384;

/** The same text has the same vector, and texts of one folder have near ones. */
function vectorOf(path: string, text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (let at = 0; at < path.length; at++) {
    const place = (path.charCodeAt(at) * 31 + at * 7) % dimensions;
    vector[place] = (vector[place] as number) + 3;
  }
  for (let at = 0; at < text.length; at++) {
    const place = (text.charCodeAt(at) * 131 + (text.charCodeAt(at + 1) || 0)) % dimensions;
    vector[place] = (vector[place] as number) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Files in the order of their paths; links lead back to this repository. */
function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}

function chunksOf(wanted: number): IndexedChunk[] {
  const root = join(repository, "node_modules");
  const chunks: IndexedChunk[] = [];
  for (const file of filesBelow(root)) {
    if (!/\.(?:ts|mts|js|mjs)$/.test(file) || /\.min\./.test(file) || statSync(file).size > 200_000) continue;
    const path = relative(root, file);
    const lines = readFileSync(file, "utf8").split("\n");
    for (let first = 0; first < lines.length; first += linesOfChunk) {
      const text = lines.slice(first, first + linesOfChunk).join("\n");
      if (text.length > 4_000) continue;
      const [startLine, endLine] = [first + 1, Math.min(first + linesOfChunk, lines.length)];
      chunks.push({
        path,
        language: "typescript",
        startLine,
        endLine,
        text,
        symbols: [],
        vector: vectorOf(path, text),
      });
      if (chunks.length === wanted) return chunks;
    }
  }
  return chunks;
}

async function* stream(chunks: readonly IndexedChunk[]): AsyncGenerator<IndexedChunk> {
  yield* chunks;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}

const results: { chunks: number; duplicates: number; map: number }[] = [];
const all = chunksOf(Math.max(...sizes));
for (const size of sizes) {
  const chunks = all.slice(0, size);
  const duplicates = await seconds(() => findDuplicates(stream(chunks), { minimumLines: 6 }));
  const map = await seconds(() => drawMap(stream(chunks)));
  const before = results.at(-1);
  const growth = (now: number, then: number | undefined) =>
    then === undefined ? "" : `, ${(now / then).toFixed(1)} x of the size before`;
  console.log(
    `${chunks.length} chunks: duplicates in ${duplicates.toFixed(1)} s${growth(duplicates, before?.duplicates)}; map in ${map.toFixed(1)} s${growth(map, before?.map)}`,
  );
  results.push({ chunks: chunks.length, duplicates, map });
}
console.log(JSON.stringify(results));
