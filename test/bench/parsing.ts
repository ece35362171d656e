// TypeScript of this repository into chunks: by the server's parser processes, and for comparison tree-sitter alone, which
// parses in one process and does nothing with what it finds.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { StructureChunker } from "@isovec/server";
import { Language, Parser } from "web-tree-sitter";
import { repository } from "../src/repository.ts";

const limit = 5;
const rounds = 4;
const maxTokens = 256;

const sources = ["packages/core/src", "packages/backends/src", "packages/server/src", "test/src"].flatMap(
  (place) =>
    readdirSync(join(repository, place), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => ({ path, text: readFileSync(join(repository, place, path), "utf8") })),
);
const megabytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;

/** Megabytes a second of the fastest round: the first ones compile. */
async function fastest(work: () => Promise<void> | void): Promise<number> {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const since = performance.now();
    await work();
    best = Math.max(best, (1_000 * megabytes) / (performance.now() - since));
  }
  return best;
}

async function bareParser(): Promise<Parser> {
  await Parser.init();
  const { resolve } = createRequire(import.meta.resolve("@isovec/server"));
  const grammar = resolve("@cursorless/tree-sitter-wasms/out/tree-sitter-typescript.wasm");
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
  return parser;
}

const parser = await bareParser();
const bare = await fastest(() => {
  for (const { text } of sources) parser.parse(text)?.delete();
});
const chunker = new StructureChunker(maxTokens);
const whole = await fastest(async () => {
  const cut = sources.map(({ path, text }) =>
    chunker.chunk({ path, language: "typescript", lines: text.split("\n") }),
  );
  await Promise.all(cut);
});
chunker.close();
console.info(`${sources.length} files, ${megabytes.toFixed(1)} MB`);
console.info(`tree-sitter alone, one process: ${bare.toFixed(1)} MB/s`);
console.info(
  `into chunks, by the parser processes: ${whole.toFixed(1)} MB/s, ${(whole / bare).toFixed(2)} of tree-sitter alone, ${(whole / limit).toFixed(2)} of the aim of ${limit} MB/s`,
);
