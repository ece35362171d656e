import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { randomNumbers, writeRandomBert } from "../../test/random-bert.ts";
import { type BertSize, referenceBert } from "../../test/reference-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";

const random = randomNumbers(11);
const text = (tokens: number, vocabulary = 40) =>
  Array.from({ length: tokens }, () => Math.floor(((random() + 1) / 2) * vocabulary));

function largestDifference(states: Float32Array, reference: readonly number[][]): number {
  const expected = reference.flat();
  expect(states.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (states[i] as number))));
}

type Options = Parameters<typeof writeRandomBert>[1];

describe("states of a random BERT against a plain forward pass in double precision", () => {
  const variants: [string, Options][] = [
    ["fp32", {}],
    ["fp16 weights", { storage: "F16" }],
    ["bf16 weights", { storage: "BF16" }],
    ["gelu by tanh", { config: { hidden_act: "gelu_new" } }],
    ["relu", { config: { hidden_act: "relu" } }],
    ["silu", { config: { hidden_act: "silu" } }],
    ["one token type", { config: { type_vocab_size: 1 } }],
    ["a large norm epsilon", { config: { layer_norm_eps: 0.1 } }],
    ["one head", { config: { num_attention_heads: 1 } }],
    ["names that begin with bert.", { rename: (name) => `bert.${name}` }],
    [
      "norms named gamma and beta",
      {
        rename: (name) =>
          name.includes("LayerNorm") ? name.replace("weight", "gamma").replace("bias", "beta") : name,
      },
    ],
  ];
  it.each(variants)("%s", async (_, options) => {
    const { directory, config, weights } = await writeRandomBert(
      join(await temporaryFolder(), "tiny"),
      options,
    );
    const { backend } = await loadModel(directory);
    const rows = [text(17), text(1), text(32), text(5)];
    const states = await statesOf(backend, rows);
    for (const [row, ids] of rows.entries()) {
      const reference = referenceBert(
        config as BertSize,
        weights,
        ids,
        ids.map(() => 0),
      );
      expect(largestDifference(states[row] as Float32Array, reference)).toBeLessThan(1e-5);
    }
  });

  it("feeds segment ids through", async () => {
    const { directory, config, weights } = await writeRandomBert(join(await temporaryFolder(), "tiny"));
    const { backend } = await loadModel(directory);
    const ids = text(6);
    const types = [0, 0, 0, 1, 1, 1];
    const { values } = await backend.forward({
      batch: 1,
      sequence: 6,
      inputIds: Int32Array.from(ids),
      attentionMask: new Int32Array(6).fill(1),
      tokenTypeIds: Int32Array.from(types),
    });
    expect(largestDifference(values, referenceBert(config, weights, ids, types))).toBeLessThan(1e-5);
  });
});

describe("the same text", () => {
  it("has the same states bit for bit alone, beside longer texts and in another order", async () => {
    const { directory } = await writeRandomBert(join(await temporaryFolder(), "tiny"), {
      config: { max_position_embeddings: 128 },
    });
    const { backend } = await loadModel(directory);
    const rows = Array.from({ length: 24 }, (_, index) => text(1 + index * 5));
    const together = await statesOf(backend, rows);
    const reversed = (await statesOf(backend, rows.toReversed())).reverse();
    for (const [index, ids] of rows.entries()) {
      const [alone] = await statesOf(backend, [ids]);
      expect(together[index], `${ids.length} tokens`).toEqual(alone);
      expect(reversed[index], `${ids.length} tokens, reversed`).toEqual(alone);
    }
  });
});
