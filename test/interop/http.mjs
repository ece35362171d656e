// Measures a real server against HuggingFace's vectors. Not part of `npm test`; docs/http.md has the servers' commands.
//   node test/interop/http.mjs --url http://127.0.0.1:7997/v1 --api openai --input text --serves all-MiniLM-L6-v2
// --model FOLDER     the checkpoint that the server runs; default: the bundled one
// --serves NAME      what the server calls it
// --all              all golden texts beside the repository, instead of those in it

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findBackend } from "@isovec/backends";
import {
  cosineDistance,
  createEmbedder,
  createTokenizer,
  readModel,
  readProbes,
  runProbes,
} from "@isovec/core";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    api: { type: "string" },
    input: { type: "string" },
    serves: { type: "string" },
    model: { type: "string" },
    all: { type: "boolean" },
  },
});
const repository = fileURLToPath(new URL("../..", import.meta.url));
const linesOf = (file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const floatsOf = (bytes) => new Float32Array(Uint8Array.from(bytes).buffer);

function goldenRows() {
  if (!values.all) {
    const rows = linesOf(join(repository, "test/fixtures/golden/all-MiniLM-L6-v2.jsonl"));
    return rows.map((row) => ({ ...row, vector: floatsOf(Buffer.from(row.vector, "base64")) }));
  }
  const folder = join(repository, "../shared/golden/all-MiniLM-L6-v2");
  const vectors = floatsOf(readFileSync(join(folder, "dev.vectors.f32")));
  const rows = linesOf(join(folder, "dev.texts.jsonl"));
  const width = vectors.length / rows.length;
  return rows.map((row, at) => ({ ...row, vector: vectors.subarray(at * width, (at + 1) * width) }));
}

const card = await readModel(values.model ?? join(repository, "models/all-MiniLM-L6-v2"));
const options = Object.fromEntries(
  Object.entries({ url: values.url, api: values.api, input: values.input, model: values.serves }).filter(
    ([, value]) => value !== undefined,
  ),
);
const backend = await findBackend("http")
  .load(card, { cacheDirectory: "unused", options })
  .catch((error) => {
    console.error(`${error.name}: ${error.message} ${error.remedy}`);
    process.exit(1);
  });
const tokenizer = createTokenizer(card);

/** Lengths of the vectors as the server gave them, before core made them what the model says. */
const lengths = [];
const observed = {
  ...backend,
  forward: async (input, signal) => {
    const output = await backend.forward(input, signal);
    for (let at = 0; at < output.values.length; at += output.dimensions) {
      lengths.push(Math.hypot(...output.values.subarray(at, at + output.dimensions)));
    }
    return output;
  },
};
const embedder = createEmbedder({ card, tokenizer, backend: observed });

const refused = [];
const measured = [];
for (const row of goldenRows()) {
  try {
    const { vectors } = await embedder.embed([row.text], { role: row.role ?? "document" });
    measured.push({ ...row, distance: cosineDistance(vectors, row.vector) });
  } catch (error) {
    refused.push(`${JSON.stringify(row.text.slice(0, 40))}: ${error.message}`);
  }
}

function report(what, rows) {
  if (rows.length === 0) return;
  const distances = rows.map(({ distance }) => distance);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / rows.length;
  const worst = rows.reduce((a, b) => (b.distance > a.distance ? b : a));
  const off = distances.filter((distance) => distance > 2e-5).length;
  console.log(
    `${what}: ${rows.length} texts, 1 - cosine max ${worst.distance.toExponential(1)}, mean ${mean.toExponential(1)}, ${off} above 2e-5; worst ${worst.id ?? JSON.stringify(worst.text.slice(0, 40))}`,
  );
}

console.log(`${backend.capabilities.device}, ${values.api}, by ${backend.input}`);
report("all", measured);
report(
  "not truncated",
  measured.filter(({ truncated }) => !truncated),
);
report(
  "truncated",
  measured.filter(({ truncated }) => truncated),
);
for (const row of measured.filter(({ distance, truncated }) => distance > 2e-5 && !truncated).slice(0, 10)) {
  console.log(`  ${row.id ?? ""} ${row.distance.toExponential(1)} ${JSON.stringify(row.text.slice(0, 60))}`);
}
console.log(
  `length of its vectors: ${Math.min(...lengths).toFixed(6)} to ${Math.max(...lengths).toFixed(6)}`,
);
console.log(`refused: ${refused.length === 0 ? "none" : refused.join("\n  ")}`);
const probes = await readProbes(card, card.directory);
if (probes !== undefined) {
  const { passed, largest, cause } = await runProbes(embedder, probes).catch((error) => ({
    cause: error.message,
  }));
  console.log(
    `probes: ${passed ? "passed" : `refused, ${cause}`}${largest === undefined ? "" : ` (${largest.toExponential(1)})`}`,
  );
}
await embedder.dispose();
