import { join } from "node:path";
import { cosineDistance, type TextEmbedder } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel, fixtures, sharedModels, withShared } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { compareWithReference, noDifference } from "./compare-with-reference.ts";
import { distances } from "./distance.ts";
import { type Golden, parseLines, readGolden, readLines } from "./golden-rows.ts";
import { loadEmbedder } from "./load-embedder.ts";

const real = "all-MiniLM-L6-v2";

/** A fixed order that is neither the input's nor sorted. */
function shuffled(count: number): number[] {
  const order = [...Array(count).keys()];
  let state = 1;
  for (let i = count - 1; i > 0; i--) {
    state = (state * 48271) % 2147483647;
    const other = state % (i + 1);
    [order[i], order[other]] = [order[other] as number, order[i] as number];
  }
  return order;
}

const folders: readonly (readonly [string, string, number])[] = [
  ["the fp32 checkpoint", join(sharedModels, real), 1e-6],
  ["the bundled fp16 checkpoint", bundledModel, 3e-6],
];

describe.skipIf(!withShared).each(folders)(
  "%s against HuggingFace's vectors (skipped without the reference data)",
  (_what, folder, bound) => {
    let embedder: TextEmbedder;
    let golden: Golden;
    let texts: string[];
    let together: Float32Array;
    beforeAll(async () => {
      embedder = await loadEmbedder(folder);
      golden = readGolden(real);
      texts = golden.rows.map(({ text }) => text);
      together = (await embedder.embed(texts, { role: "document" })).vectors;
    });
    afterAll(() => embedder.dispose());

    it(`gives every text's vector within ${bound} of the reference`, () => {
      expect(golden.rows).toHaveLength(316);
      expect(distances(together, golden.vectors, golden.dimensions).largest).toBeLessThanOrEqual(bound);
    });

    it("gives a text alone the bits it has in a batch", async () => {
      for (const [row, text] of texts.entries()) {
        const { vectors, dimensions } = await embedder.embed([text], { role: "document" });
        expect(vectors).toEqual(together.slice(row * dimensions, (row + 1) * dimensions));
      }
    });

    it("gives the same bits in another order", async () => {
      const order = shuffled(texts.length);
      const { vectors, dimensions } = await embedder.embed(
        order.map((row) => texts[row] as string),
        { role: "document" },
      );
      for (const [position, row] of order.entries()) {
        expect(vectors.subarray(position * dimensions, (position + 1) * dimensions)).toEqual(
          together.subarray(row * dimensions, (row + 1) * dimensions),
        );
      }
    });

    it("gives ids and vectors the same in a second process, through the command line", async () => {
      const input = texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join("");
      const { status, stdout } = await runIsovec(
        ["embed", "--model", folder, "--backend", "onnx", "--role", "document", "--input", "-", "--json"],
        { input },
      );
      expect(status).toBe(0);
      interface Line {
        readonly id: number;
        readonly tokens: number[];
        readonly usedTokens: number;
        readonly truncated: boolean;
        readonly vector: number[];
      }
      const lines = parseLines<Line>(stdout);
      expect(lines).toHaveLength(texts.length);
      for (const { id, tokens, usedTokens, truncated, vector } of lines) {
        const row = golden.rows[id];
        expect({ tokens, usedTokens, truncated }).toEqual({
          tokens: row?.ids,
          usedTokens: row?.ids.length,
          truncated: row?.truncated,
        });
        expect(Float32Array.from(vector)).toEqual(
          together.slice(id * golden.dimensions, (id + 1) * golden.dimensions),
        );
      }
    });
  },
);

describe.skipIf(!withShared)("int8 on the ONNX engine (skipped without the reference data)", () => {
  it("stays within 5e-3 of the reference, and gives a text alone the bits it has in a batch", async () => {
    const golden = readGolden(real);
    const texts = golden.rows.map(({ text }) => text);
    const embedder = await loadEmbedder(join(sharedModels, real), "onnx", "int8");
    expect(embedder.vectorSpace.numeric).toBe("int8");
    const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
    expect(distances(vectors, golden.vectors, dimensions).largest).toBeLessThanOrEqual(5e-3);
    for (const [row, text] of texts.entries()) {
      const alone = await embedder.embed([text], { role: "document" });
      expect(alone.vectors).toEqual(vectors.slice(row * dimensions, (row + 1) * dimensions));
    }
    await embedder.dispose();
  });
});

/** An architecture each, or a rule of the metadata: max pooling, no Normalize, mean_sqrt_len, truncate_dim. */
const small = [
  "tiny-bge",
  "tiny-e5",
  "tiny-mpnet",
  "tiny-roberta",
  "tiny-modernbert",
  "tiny-qwen3",
  "tiny-max",
  "tiny-raw",
  "tiny-relu",
  "tiny-matryoshka",
];

describe.skipIf(!withShared)("small checkpoints (skipped without the reference data)", () => {
  it.each(small)("%s: ids and bits, and vectors within 1e-10 of the reference", async (model) => {
    const embedder = await loadEmbedder(join(sharedModels, model));
    const { largestDistance, ...rest } = await compareWithReference(embedder, readGolden(model));
    expect(rest).toEqual(noDifference);
    expect(largestDistance).toBeLessThanOrEqual(1e-10);
    await embedder.dispose();
  });
});

/** The folder of a bundled model as it is loaded: of an adapter, the sum with its base. */
async function bundledFolder(name: string): Promise<string> {
  const { stdout } = await runIsovec(["models", "--json"]);
  const { models } = JSON.parse(stdout) as { models: { name: string; directory: string }[] };
  const directory = models.find((one) => one.name === name)?.directory;
  if (directory === undefined) throw new Error(`${name} is not bundled`);
  return directory;
}

describe.each([real, `${real}-code`])(
  "the bundled %s against the vectors that this repository carries",
  (name) => {
    it("gives every one within 3e-6, of the same ids", async () => {
      interface Row {
        readonly text: string;
        readonly ids: readonly number[];
        readonly vector: string;
      }
      const rows = readLines<Row>(join(fixtures, `golden/${name}.jsonl`));
      const embedder = await loadEmbedder(await bundledFolder(name));
      const texts = rows.map(({ text }) => text);
      const tokenized = await embedder.tokenize(texts, "document");
      expect(tokenized.map(({ ids }) => ids)).toEqual(rows.map(({ ids }) => ids));
      const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
      for (const [row, { vector }] of rows.entries()) {
        const bytes = Buffer.from(vector, "base64");
        const expected = new Float32Array(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
        );
        const distance = cosineDistance(vectors.subarray(row * dimensions, (row + 1) * dimensions), expected);
        expect(distance).toBeLessThanOrEqual(3e-6);
      }
      await embedder.dispose();
    });
  },
);
