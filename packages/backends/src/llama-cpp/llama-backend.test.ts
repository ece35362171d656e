import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import {
  cosineDistance,
  type ModelCard,
  padBatch,
  readModel,
  type TokenBackend,
  type TokenBatch,
} from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { type TinyConfig, writeRandomBert } from "../../test/random-bert.ts";
import { referenceBert, type Weights } from "../../test/reference-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";

interface TinyEngine {
  readonly backend: TokenBackend;
  readonly config: TinyConfig;
  readonly weights: Weights;
}

async function tinyEngine(changes: Partial<ModelCard> = {}, dtype = "fp32"): Promise<TinyEngine> {
  const folder = await temporaryFolder();
  const { directory, config, weights } = await writeRandomBert(join(folder, "tiny"));
  const card = { ...(await readModel(directory)), ...changes };
  const backend = await findBackend("llama-cpp").load(card, { cacheDirectory: folder, dtype, threads: 2 });
  if (backend.input !== "tokens") throw new Error("llama.cpp is fed ids");
  onTestFinished(() => backend.dispose());
  return { backend, config, weights };
}

const batch = (...rows: number[][]): TokenBatch =>
  padBatch(
    rows.map((ids) => Int32Array.from(ids)),
    0,
  );

async function vectorsOf(backend: TokenBackend, tokens: TokenBatch): Promise<Float32Array[]> {
  const output = await backend.forward(tokens);
  if (output.kind !== "pooled") throw new Error("llama.cpp pools by itself");
  const { values, dimensions } = output;
  return Array.from({ length: tokens.batch }, (_, row) =>
    values.slice(row * dimensions, (row + 1) * dimensions),
  );
}

const pooling = (mode: "mean" | "cls" | "lasttoken"): Partial<ModelCard> => ({
  steps: [{ kind: "pooling", modes: [mode], includePrompt: true }],
});

/** Ids without any special token: nothing may be put around them. */
const plain = [5, 17, 38, 0, 22];

describe("the llama.cpp engine", () => {
  it.each(["mean", "cls", "lasttoken"] as const)(
    "pools by %s over the ids it is given and no other",
    async (mode) => {
      const { backend, config, weights } = await tinyEngine(pooling(mode));
      const states = referenceBert(config, weights, plain, [0, 0, 0, 0, 0]);
      const expected = {
        mean: states[0]?.map(
          (_, i) => states.reduce((sum, state) => sum + (state[i] as number), 0) / states.length,
        ),
        cls: states[0],
        lasttoken: states.at(-1),
      }[mode] as number[];
      const [vector] = await vectorsOf(backend, batch(plain));
      expect(cosineDistance(vector as Float32Array, expected)).toBeLessThan(2e-5);
      // Raw: as long as the model made it.
      expect(Math.hypot(...(vector as Float32Array)) / Math.hypot(...expected)).toBeCloseTo(1, 2);
    },
  );

  it("takes a text of exactly the maximum length, which is the whole position table, and refuses one more", async () => {
    const { backend, config, weights } = await tinyEngine(pooling("lasttoken"));
    const ids = Array.from({ length: 32 }, (_, index) => index + 3);
    const states = referenceBert(
      config,
      weights,
      ids,
      ids.map(() => 0),
    );
    const [vector] = await vectorsOf(backend, batch(ids));
    expect(cosineDistance(vector as Float32Array, states.at(-1) as number[])).toBeLessThan(2e-5);
    await expect(backend.forward(batch([...ids, 1]))).rejects.toMatchObject({
      name: "InputInvalid",
      message: "A text has 33 tokens; tiny takes at most 32.",
    });
  });

  it("gives a text the same bits alone, padded and beside others", async () => {
    const { backend } = await tinyEngine();
    const rows = Array.from({ length: 9 }, (_, index) =>
      Array.from({ length: 1 + index * 3 }, (_, i) => (index + i) % 40),
    );
    const together = await vectorsOf(backend, batch(...rows));
    for (const [index, ids] of rows.entries()) {
      expect((await vectorsOf(backend, batch(ids)))[0]).toEqual(together[index]);
    }
  });

  it("gives a text without tokens the zero vector, and its neighbours their own", async () => {
    const { backend } = await tinyEngine();
    const [empty, other] = await vectorsOf(backend, batch([], plain));
    expect(empty).toEqual(new Float32Array(24));
    expect(other).toEqual((await vectorsOf(backend, batch(plain)))[0]);
  });

  it("refuses a second segment, which llama.cpp would take for the first", async () => {
    const { backend } = await tinyEngine();
    const pair = { ...batch([1, 2]), tokenTypeIds: Int32Array.of(0, 1) };
    await expect(backend.forward(pair)).rejects.toMatchObject({
      name: "InputInvalid",
      message: expect.stringContaining("segment 0 only"),
    });
  });

  it("says what it computes in, and gives each dtype its numeric class", async () => {
    for (const [dtype, numeric] of [
      ["fp32", "exact"],
      ["fp16", "exact"],
      ["q8_0", "q8_0"],
    ] as const) {
      const { backend } = await tinyEngine({}, dtype);
      expect(backend.capabilities).toMatchObject({ dtype, numeric, output: "pooled", device: "cpu" });
    }
  });

  it("refuses a dtype that it does not have by its name", async () => {
    await expect(tinyEngine({}, "q4_0")).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: 'dtype: llama-cpp has no "q4_0".',
      remedy: "Known: fp32, fp16, q8_0.",
    });
  });

  it("refuses a model whose pooling llama.cpp does not have", async () => {
    const steps = [{ kind: "pooling", modes: ["max"], includePrompt: true }] as const;
    await expect(tinyEngine({ steps })).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: "tiny has the pooling max, which llama.cpp cannot do.",
    });
  });
});
