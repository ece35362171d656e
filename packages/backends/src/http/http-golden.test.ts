import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findBackend } from "@isovec/backends";
import { cosineDistance, createEmbedder, createTokenizer, readModel } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { type ExactPipeline, exactPipeline } from "../../test/http/exact-pipeline.ts";
import { startExactServer } from "../../test/http/exact-server.ts";
import type { LoopbackServer } from "../../test/http/loopback-server.ts";
import { bundledModel, testCache } from "../../test/subject.ts";

interface Row {
  readonly text: string;
  readonly ids: readonly number[];
  readonly vector: Float32Array;
}

const fixture = fileURLToPath(
  new URL("../../../../test/fixtures/golden/all-MiniLM-L6-v2.jsonl", import.meta.url),
);

async function fixtureRows(): Promise<Row[]> {
  const lines = (await readFile(fixture, "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const { vector, ...row } = JSON.parse(line) as { text: string; ids: number[]; vector: string };
    return { ...row, vector: new Float32Array(Uint8Array.from(Buffer.from(vector, "base64")).buffer) };
  });
}

const byIds = ["openai", "tei", "llama-server"] as const;
const byText = ["openai", "tei", "ollama", "llama-server"] as const;

const missing = existsSync(sharedFolder) ? "" : " (skipped: no shared folder beside the repository)";

const cases = [
  {
    name: "the texts in the repository",
    model: () => bundledModel,
    rows: fixtureRows,
    isThere: true,
    // Its weights are stored in fp16; the distance is theirs.
    bound: 2e-6,
  },
  {
    name: `all golden texts${missing}`,
    model: () => goldenModel("all-MiniLM-L6-v2"),
    rows: () => readGolden("all-MiniLM-L6-v2") as Promise<Row[]>,
    isThere: missing === "",
    bound: 1e-9,
  },
];

for (const { name, model, rows: readRows, isThere, bound } of cases)
  describe.skipIf(!isThere)(`vectors over an exact server, ${name}`, () => {
    let pipeline: ExactPipeline;
    let server: LoopbackServer;
    let rows: Row[];
    beforeAll(async () => {
      pipeline = await exactPipeline(await readModel(model()));
      server = await startExactServer(pipeline);
      rows = await readRows();
    });
    afterAll(async () => {
      await server?.stop();
      await pipeline?.stop();
    });

    async function worstDistance(api: string, input: "tokens" | "text"): Promise<number> {
      const { card } = pipeline;
      const options = { url: server.url, api, input, model: "exact" };
      const backend = await findBackend("http").load(card, { cacheDirectory: testCache, options });
      onTestFinished(() => backend.dispose());
      expect(backend.input).toBe(input);
      const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
      const texts = rows.map(({ text }) => text);
      const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
      const distances = rows.map(({ vector }, row) =>
        cosineDistance(vectors.subarray(row * dimensions, (row + 1) * dimensions), vector),
      );
      return Math.max(...distances);
    }

    it.each(byIds)("%s by token ids: as near to the reference as the engine behind it", async (api) => {
      expect(await worstDistance(api, "tokens")).toBeLessThan(bound);
    });

    it.each(byText)("%s by text: as near to the reference as the engine behind it", async (api) => {
      expect(await worstDistance(api, "text")).toBeLessThan(bound);
    });
  });
