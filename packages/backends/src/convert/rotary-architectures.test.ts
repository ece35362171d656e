import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ModelCard, readModel } from "@isovec/core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/workspace.ts";
import { readModernBert } from "./architectures/modernbert-config.ts";
import { readQwen3 } from "./architectures/qwen3-config.ts";
import { ConfigReader } from "./config-reader.ts";
import { convertToOnnx } from "./index.ts";

const references = fileURLToPath(new URL("../../../../test/fixtures/references", import.meta.url));

type Config = Record<string, unknown>;

/** A copy of a reference checkpoint whose config.json is changed. */
async function respelt(model: string, change: (config: Config) => Config) {
  const directory = join(await temporaryFolder(), model);
  await cp(join(references, model, "model"), directory, { recursive: true });
  const file = join(directory, "config.json");
  const config = JSON.parse(await readFile(file, "utf8")) as Config;
  await writeFile(file, JSON.stringify(change(config)));
  return readModel(directory);
}

async function graphOf(model: string, change: (config: Config) => Config = (config) => config) {
  const { graph, weights } = await convertToOnnx(await respelt(model, change), await temporaryFolder());
  return { graph, bytes: Buffer.concat([await readFile(graph), await readFile(weights)]) };
}

/** transformers 4's keys of Gemma 3, as embeddinggemma-300m is published. */
function olderGemma({ rope_parameters: _rotary, dtype, layer_types: _types, ...rest }: Config): Config {
  return {
    ...rest,
    torch_dtype: dtype,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    rope_scaling: null,
  };
}

/** transformers 5's own keys of NomicBERT. */
function portedNomic(config: Config): Config {
  return {
    model_type: "nomic_bert",
    vocab_size: config["vocab_size"],
    hidden_size: config["n_embd"],
    num_attention_heads: config["n_head"],
    num_hidden_layers: config["n_layer"],
    intermediate_size: config["n_inner"],
    max_position_embeddings: config["n_positions"],
    layer_norm_eps: config["layer_norm_epsilon"],
    hidden_act: "silu",
    rope_parameters: { rope_type: "default", rope_theta: config["rotary_emb_base"] },
  };
}

describe("old and new spellings of config.json", () => {
  it.each([
    ["embeddinggemma", olderGemma],
    ["nomic", portedNomic],
  ] as const)("%s: the same graph and weights", async (model, spelling) => {
    const [published, other] = [await graphOf(model), await graphOf(model, spelling)];
    expect(other.bytes.equals(published.bytes)).toBe(true);
  });

  const reader = (config: Config) => new ConfigReader({ directory: "model", config } as unknown as ModelCard);

  it("ModernBERT: two thetas, and layers by their distance or one by one", () => {
    const shared = {
      hidden_size: 48,
      intermediate_size: 96,
      num_hidden_layers: 4,
      num_attention_heads: 4,
      local_attention: 16,
    };
    const older = { global_rope_theta: 80_000, local_rope_theta: 5000, global_attn_every_n_layers: 3 };
    const [full, local] = ["full_attention", "sliding_attention"] as const;
    const newer = {
      rope_parameters: {
        [full]: { rope_theta: 80_000 },
        [local]: { rope_theta: 5000, rope_type: "default" },
      },
      layer_types: [full, local, local, full],
    };
    const read = readModernBert(reader({ ...shared, ...newer }));
    expect(read).toEqual(readModernBert(reader({ ...shared, ...older })));
    expect(read).toMatchObject({
      localReach: 8,
      rotary: { [full]: { theta: 80_000 }, [local]: { theta: 5000 } },
    });
  });

  it("Qwen3: theta and linear scaling, windows on the last layers, and both sides where it is no longer causal", () => {
    const shared = {
      hidden_size: 64,
      intermediate_size: 96,
      num_hidden_layers: 3,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      sliding_window: 100,
    };
    const older = { rope_theta: 1e6, rope_scaling: { type: "linear", factor: 2 } };
    const newer = { rope_parameters: { rope_theta: 1e6, rope_type: "linear", factor: 2 } };
    const read = readQwen3(reader({ ...shared, ...newer }));
    expect(read).toEqual(readQwen3(reader({ ...shared, ...older })));
    expect(read).toMatchObject({ headSize: 128, rotary: { theta: 1e6, scale: 2 } });
    expect(read.layerTypes).not.toContain("sliding_attention");
    const windows = { ...shared, ...newer, use_sliding_window: true, max_window_layers: 2 };
    expect(readQwen3(reader(windows)).layerTypes[2]).toBe("sliding_attention");
    expect(read.reach).toEqual({
      full_attention: { after: 0 },
      sliding_attention: { before: 99, after: 0 },
    });
    expect(readQwen3(reader({ ...windows, is_causal: false })).reach).toEqual({
      full_attention: {},
      sliding_attention: { before: 100, after: 100 },
    });
  });

  it("another theta is another graph", async () => {
    const theta = (config: Config) => ({ ...olderGemma(config), rope_theta: 500_000 });
    const [published, other] = [await graphOf("embeddinggemma"), await graphOf("embeddinggemma", theta)];
    expect(other.bytes.equals(published.bytes)).toBe(false);
  });
});

describe("what cannot be computed is refused by its key", () => {
  const refusals: [string, Config, RegExp][] = [
    ["embeddinggemma", { attn_logit_softcapping: 50 }, /attn_logit_softcapping 50 cannot be converted/],
    ["embeddinggemma", { layer_types: ["full_attention"] }, /layer_types is .* not a list of 6 layers/],
    [
      "embeddinggemma",
      { layer_types: Array(6).fill("chunked") },
      /layer_types "chunked" cannot be converted/,
    ],
    ["embeddinggemma", { num_key_value_heads: 2 }, /num_key_value_heads is 2, not a divisor of/],
    [
      "embeddinggemma",
      { rope_parameters: { full_attention: { rope_type: "yarn", factor: 4 } } },
      /rope_parameters\.full_attention\.rope_type "yarn" cannot be converted; known is default, linear/,
    ],
    ["nomic", { prenorm: true }, /prenorm true cannot be converted; known is false/],
    ["nomic", { num_experts: 8 }, /num_experts 8 cannot be converted; known is null/],
    ["nomic", { activation_function: "gelu" }, /activation_function "gelu" .* known is swiglu, geglu, glu/],
    ["nomic", { mlp_fc2_bias: true }, /mlp_fc2_bias true cannot be converted/],
    [
      "nomic",
      { rotary_scaling_factor: 2, max_trained_positions: 128 },
      /rotary_scaling_factor 2 .* max_seq_length of at most 128 in sentence_bert_config\.json/,
    ],
    ["nomic", { n_head: 3 }, /n_head is 3, not a number that divides 20/],
  ];
  it.each(refusals)("%s with %j", async (model, claim, message) => {
    const card = await respelt(model, (config) => ({ ...config, ...claim }));
    await expect(convertToOnnx(card, await temporaryFolder())).rejects.toMatchObject({
      isIsovecError: true,
      message: expect.stringMatching(message),
    });
  });
});

async function sessionOf(model: string) {
  const session = await InferenceSession.create((await graphOf(model)).graph, { logSeverityLevel: 3 });
  onTestFinished(() => session.release());
  return async (rows: readonly Int32Array[], sequence: number) => {
    const [ids, mask] = [new Int32Array(rows.length * sequence), new Int32Array(rows.length * sequence)];
    for (const [row, text] of rows.entries()) {
      ids.set(text, row * sequence);
      mask.fill(1, row * sequence, row * sequence + text.length);
    }
    const tensor = (values: Int32Array) => new Tensor("int32", values, [rows.length, sequence]);
    const { last_hidden_state: states } = await session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(new Int32Array(ids.length)),
    });
    return states?.data as Float32Array;
  };
}

function someIds(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => 5 + ((index * 7919) % 200));
}

describe("a text in blocks of queries", () => {
  // Around the length at which a second block begins, and those whose last positions end a table of cosines.
  const lengths = [1, 2, 15, 34, 255, 256, 257, 258, 513];
  it.each(["nomic", "embeddinggemma"])(
    "%s: the same bits alone, padded and beside a longer text",
    async (model) => {
      const run = await sessionOf(model);
      for (const length of lengths) {
        const text = someIds(length);
        const alone = await run([text], length);
        for (const sequence of [length + 1, length + 64]) {
          const padded = await run([text, someIds(sequence)], sequence);
          expect(padded.subarray(0, alone.length), `${length} tokens of ${sequence}`).toEqual(alone);
          expect(padded.every(Number.isFinite)).toBe(true);
        }
      }
    },
  );

  it.each(["nomic", "embeddinggemma"])(
    "%s: 8,192 tokens take less than a quarter of one table of scores",
    async (model) => {
      const { graph } = await graphOf(model);
      const program = `
      const { InferenceSession, Tensor } = require("onnxruntime-node");
      const tensor = (value) => new Tensor("int32", new Int32Array(8192).fill(value), [1, 8192]);
      InferenceSession.create(${JSON.stringify(graph)}, { logSeverityLevel: 3 }).then(async (session) => {
        const before = process.resourceUsage().maxRSS;
        await session.run({ input_ids: tensor(7), attention_mask: tensor(1), token_type_ids: tensor(0) });
        console.log((process.resourceUsage().maxRSS - before) * 1024);
      });`;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
      });
      const heads = model === "nomic" ? 2 : 3;
      expect(Number(stdout)).toBeGreaterThan(0);
      expect(Number(stdout)).toBeLessThan((heads * 8192 ** 2 * 4) / 4);
    },
  );
});
