// An index of 100,000 chunks with the vectors of a model of 384 dimensions: how long questions take, what it holds in
// memory, and bytes a chunk on disk. Texts and vectors are made up; the store, the scan and the ranking are the real
// ones.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCodeIndex } from "@isovec/server";

const chunksWanted = Number(process.env["ISOVEC_BENCH_CHUNKS"] ?? 100_000);
const functionsPerFile = 20;
const dimensions = 384;
const questions = 200;
const limits = { p50: 15, p99: 40, megabytes: 600, bytesPerChunk: 1_200, secondStart: 500, filter: 1_000 };

const common =
  "read write parse token index chunk vector model engine server client cache queue batch merge split order price user account session cookie header route query".split(
    " ",
  );
const syllables = "ba co di fu ge ha jo ki lu me no pa qui ro sa te vi wo xe zu".split(" ");
const vocabulary = 6_000;

/** A few words are everywhere and most are rare, as in code. */
function word(n: number): string {
  const share = ((Math.imul(n, 2_654_435_761) >>> 0) / 2 ** 32) ** 3;
  const rank = Math.floor(share * vocabulary);
  if (rank < common.length) return common[rank] ?? "";
  const at = (place: number) =>
    syllables[Math.floor(rank / syllables.length ** place) % syllables.length] ?? "";
  return at(0) + at(1) + at(2);
}

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function functionOf(n: number): string {
  const name = `${word(n)}${title(word(n * 7 + 3))}${title(word(n * 13 + 5))}${n}`;
  const lines = Array.from(
    { length: 7 },
    (_, line) => `  const ${word(n + line)}${line} = ${word(n * 3 + line)}(input, ${n + line});`,
  );
  return `/** ${title(word(n * 5))} the ${word(n * 11)} of a ${word(n * 17)}. */\nexport function ${name}(input: number): number {\n${lines.join("\n")}\n  return input;\n}\n`;
}

function fill(root: string): void {
  for (let file = 0; file * functionsPerFile < chunksWanted; file++) {
    const folder = join(root, `part${file % 100}`);
    mkdirSync(folder, { recursive: true });
    const texts = Array.from({ length: functionsPerFile }, (_, n) => functionOf(file * functionsPerFile + n));
    writeFileSync(join(folder, `file${file}.ts`), texts.join("\n"));
  }
}

/** A direction that follows from the text. */
function vectorOf(text: string, into: Float32Array): void {
  let state = createHash("sha256").update(text).digest().readUInt32LE(0);
  let sum = 0;
  for (let at = 0; at < into.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const value = state / 2 ** 32 - 0.5;
    into[at] = value;
    sum += value * value;
  }
  const length = Math.sqrt(sum);
  for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) / length;
}

const vectorSpace = {
  ...{ id: "made-up", model: "made-up", dimensions, maxTokens: 256, pooling: "mean", normalized: true },
  ...{ prompts: {}, numeric: "exact", tokenizer: "none", weights: "none" },
} as const;

const embedder = {
  ...{ vectorSpace, modelName: "made-up", backendId: "made-up", device: "cpu", maxTokens: 256 },
  preferredBatchTokens: 512,
  embed: async (texts: readonly string[]) => {
    const vectors = new Float32Array(texts.length * dimensions);
    texts.forEach((text, row) => {
      vectorOf(text, vectors.subarray(row * dimensions, (row + 1) * dimensions));
    });
    return { vectors, dimensions, usage: [] };
  },
  embedIds: () => Promise.reject(new Error("not asked for")),
  tokenize: () => Promise.reject(new Error("not asked for")),
  dispose: async () => undefined,
};

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function tell(what: string, value: number, limit: number, unit: string): void {
  console.info(
    `${what}: ${value.toFixed(1)} ${unit}, ${(value / limit).toFixed(2)} of the limit of ${limit} ${unit}`,
  );
}

const home = mkdtempSync(join(tmpdir(), "isovec-scale-"));
try {
  const [root, state] = [join(home, "code"), join(home, "state")];
  fill(root);
  const open = () => openCodeIndex({ root, stateDirectory: state, vectorSpace, embedder });
  let index = await open();
  const { chunks, files, seconds } = await index.refresh();
  console.info(`${chunks} chunks of ${files} files, read and stored in ${seconds.toFixed(0)} s`);
  await index.close();

  const since = performance.now();
  index = await open();
  await index.refresh();
  tell("second start, until nothing is left to do", performance.now() - since, limits.secondStart, "ms");

  for (const mode of ["lexical", "semantic", "hybrid"] as const) {
    const times: number[] = [];
    for (let n = 0; n <= questions; n++) {
      const query = `${word(n)} the ${word(n * 11)} of a ${word(n * 7 + 3)}`;
      const started = performance.now();
      await index.search({ query, limit: 20, mode });
      // The first one reads the vectors.
      if (n > 0) times.push(performance.now() - started);
      else console.info(`${mode}: first ${(performance.now() - started).toFixed(0)} ms`);
    }
    tell(`${mode}: p50`, quantile(times, 0.5), limits.p50, "ms");
    tell(`${mode}: p99`, quantile(times, 0.99), limits.p99, "ms");
  }
  // Each one reads all chunks once; asked again, as while a question is typed, it is remembered.
  for (const filter of ["path:part7", "-lang:python", "kind:function", "/cache.*INPUT/i", "/zzzqqq/"]) {
    for (const [what, query] of [
      ["first", `read the cache ${filter}`],
      ["again", `read the caches ${filter}`],
    ] as const) {
      const started = performance.now();
      await index.search({ query, limit: 20, mode: "hybrid" });
      tell(`filter ${filter}, ${what}`, performance.now() - started, limits.filter, "ms");
    }
  }
  tell("memory", process.memoryUsage().rss / 1e6, limits.megabytes, "MB");
  const vectorBytes = chunks * dimensions * Float32Array.BYTES_PER_ELEMENT;
  const size = statSync(join(state, "index.sqlite")).size;
  tell("database without vectors", (size - vectorBytes) / chunks, limits.bytesPerChunk, "bytes a chunk");
  await index.close();
} finally {
  rmSync(home, { recursive: true });
}
