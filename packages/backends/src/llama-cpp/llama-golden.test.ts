import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findBackend } from "@isovec/backends";
import { cosineDistance, createEmbedder, createTokenizer, padBatch, readModel } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { bundledModel, testCache } from "../../test/subject.ts";

const missing = existsSync(sharedFolder) ? "" : " (skipped: no shared folder beside the repository)";

async function engineFor(directory: string, dtype: string) {
  const card = await readModel(directory);
  const backend = await findBackend("llama-cpp").load(card, { cacheDirectory: testCache, dtype });
  if (backend.input !== "tokens") throw new Error("llama.cpp is fed ids");
  onTestFinished(() => backend.dispose());
  return { card, backend };
}

/** Each dtype's bound on 1 - cosine: llama.cpp's GELU is a half-precision table, Q8_0 rounds the weights. */
const bounds: [model: string, dtype: string, bound: number][] = [
  ["all-MiniLM-L6-v2", "fp32", 2e-5],
  ["all-MiniLM-L6-v2", "fp16", 2e-5],
  ["all-MiniLM-L6-v2", "q8_0", 5e-3],
  ["tiny-bge", "fp32", 2e-5],
  ["tiny-raw", "fp32", 2e-5],
  ["tiny-modernbert", "fp32", 1e-5],
  ["tiny-qwen3", "fp32", 1e-5],
];

describe.skipIf(missing !== "")(
  `pooled vectors of the golden ids against sentence-transformers${missing}`,
  () => {
    it.each(bounds)("%s in %s: 1 - cosine <= %s on every row", async (model, dtype, bound) => {
      const { backend } = await engineFor(goldenModel(model), dtype);
      const rows = await readGolden(model);
      let worst = 0;
      for (let start = 0; start < rows.length; start += 32) {
        const batch = rows.slice(start, start + 32);
        const output = await backend.forward(
          padBatch(
            batch.map(({ ids }) => Int32Array.from(ids)),
            0,
          ),
        );
        if (output.kind !== "pooled") throw new Error("llama.cpp pools by itself");
        const { values, dimensions } = output;
        for (const [row, { vector }] of batch.entries()) {
          const own = values.subarray(row * dimensions, (row + 1) * dimensions);
          worst = Math.max(worst, cosineDistance(own, vector));
        }
      }
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThanOrEqual(bound);
    });
  },
);

describe("the bundled model against the vectors that this repository carries", () => {
  const fixture = fileURLToPath(
    new URL("../../../../test/fixtures/golden/all-MiniLM-L6-v2.jsonl", import.meta.url),
  );
  const rows = readFileSync(fixture, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly text: string; readonly vector: string });

  it.each([
    ["fp32", 2e-5],
    ["fp16", 2e-5],
    ["q8_0", 5e-3],
  ] as const)("%s: 1 - cosine <= %s", async (dtype, bound) => {
    const { card, backend } = await engineFor(bundledModel, dtype);
    const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
    const texts = rows.map(({ text }) => text);
    const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
    for (const [row, { vector }] of rows.entries()) {
      const expected = new Float32Array(new Uint8Array(Buffer.from(vector, "base64")).buffer);
      const own = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      expect(cosineDistance(own, expected)).toBeLessThanOrEqual(bound);
    }
  });
});
