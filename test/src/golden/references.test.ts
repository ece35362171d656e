import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compareWithReference, noDifference } from "./compare-with-reference.ts";
import { type Golden, readReference, referenceFolder } from "./golden-rows.ts";
import { loadEmbedder } from "./load-embedder.ts";

async function embedderOf(model: string, backend: string) {
  const embedder = await loadEmbedder(join(referenceFolder, model, "model"), backend);
  onTestFinished(() => embedder.dispose());
  return embedder;
}

/** The rows that satisfy a condition, with their vectors. */
function rowsWhere(
  { rows, vectors, dimensions }: Golden,
  condition: (row: Golden["rows"][number]) => boolean,
) {
  const kept = [...rows.keys()].filter((index) => condition(rows[index] as Golden["rows"][number]));
  const values = kept.flatMap((index) => [...vectors.subarray(index * dimensions, (index + 1) * dimensions)]);
  return {
    rows: kept.map((index) => rows[index] as Golden["rows"][number]),
    vectors: Float32Array.from(values),
    dimensions,
  };
}

describe("the checkpoints that this repository carries, against sentence-transformers (test/references)", () => {
  it.each(readdirSync(referenceFolder))(
    "%s on ONNX Runtime: ids and bits, and vectors within 1e-10 of the reference",
    async (model) => {
      const embedder = await embedderOf(model, "onnx");
      const { largestDistance, ...rest } = await compareWithReference(embedder, readReference(model));
      expect(rest).toEqual(noDifference);
      expect(largestDistance).toBeLessThanOrEqual(1e-10);
    },
  );
});

describe("the same on llama.cpp, for the architectures and poolings that it has", () => {
  it.each(["distiluse", "gtr", "nomic", "embeddinggemma", "modernbert", "qwen3"])(
    "%s: vectors within 1e-5 of the reference",
    async (model) => {
      const embedder = await embedderOf(model, "llama-cpp");
      const { largestDistance, ...rest } = await compareWithReference(embedder, readReference(model));
      expect(rest).toEqual(noDifference);
      expect(largestDistance).toBeGreaterThan(0);
      expect(largestDistance).toBeLessThanOrEqual(1e-5);
    },
  );

  it("xlm_roberta: vectors within 1e-6 of the reference, and a text that spells out the padding token is refused", async () => {
    const embedder = await embedderOf("xlm_roberta", "llama-cpp");
    const golden = readReference("xlm_roberta");
    const padding = 3;
    const ordinary = rowsWhere(golden, ({ ids }) => !ids.includes(padding));
    expect(golden.rows.length - ordinary.rows.length).toBe(2);
    const { largestDistance, ...rest } = await compareWithReference(embedder, ordinary);
    expect(rest).toEqual(noDifference);
    expect(largestDistance).toBeGreaterThan(0);
    expect(largestDistance).toBeLessThanOrEqual(1e-6);
    await expect(embedder.embed(["a <pad> b"], { role: "query" })).rejects.toMatchObject({
      name: "InputInvalid",
      message: expect.stringMatching(/spells out the padding token of model \(id 3\)/),
    });
  });

  it.each([
    ["mpnet", /has model_type mpnet in config\.json, which cannot be converted to GGUF/],
    ["weighted", /leaves the prompt out of its pooling, which llama\.cpp cannot do/],
    ["concatenated", /joins the poolings lasttoken and mean and cls and max, which llama\.cpp cannot do/],
  ])("%s is refused in a sentence", async (model, message) => {
    await expect(embedderOf(model, "llama-cpp")).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(message),
    });
  });

  it("distiluse in q8_0: a text the same bits each time, although its rows are a block each", async () => {
    const embedder = await loadEmbedder(join(referenceFolder, "distiluse", "model"), "llama-cpp", "q8_0");
    onTestFinished(() => embedder.dispose());
    const { largestDistance, ...rest } = await compareWithReference(embedder, readReference("distiluse"));
    expect(rest).toEqual({ ...noDifference, length: expect.anything() });
    expect(largestDistance).toBeLessThanOrEqual(5e-3);
  });
});
