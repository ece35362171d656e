import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel, SafetensorsFile, type TensorToWrite, writeSafetensors } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/workspace.ts";
import { convertToGguf, convertToOnnx } from "./index.ts";

const references = fileURLToPath(new URL("../../../../test/fixtures/references", import.meta.url));

interface Spelling {
  readonly reference: string;
  /** Keys of config.json -> what they are called instead; undefined leaves one out. */
  readonly keys?: Readonly<Record<string, string | undefined>>;
  /** Another name of a tensor. */
  readonly rename?: (name: string) => string;
}

/** The checkpoint as another version of the libraries would have saved it. */
async function respelt({ reference, keys = {}, rename = (name) => name }: Spelling): Promise<string> {
  const directory = join(await temporaryFolder(), reference);
  await cp(join(references, reference, "model"), directory, { recursive: true });
  const config = JSON.parse(await readFile(join(directory, "config.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const entries = Object.entries(config).flatMap(([key, value]) => {
    const name = key in keys ? keys[key] : key;
    return name === undefined ? [] : [[name, value]];
  });
  await writeFile(join(directory, "config.json"), JSON.stringify(Object.fromEntries(entries)));
  const weights = await SafetensorsFile.open(join(references, reference, "model/model.safetensors"));
  const tensors: TensorToWrite[] = [];
  for (const [name, { dtype, shape }] of weights.tensors) {
    const bytes = await weights.readBytes(name);
    tensors.push({ name: rename(name), dtype, shape, bytes: bytes.length, read: async () => bytes });
  }
  await weights.close();
  await writeSafetensors(join(directory, "model.safetensors"), tensors);
  return directory;
}

async function converted(directory: string): Promise<Buffer> {
  const files = await convertToOnnx(await readModel(directory), join(await temporaryFolder(), "output"));
  return Buffer.concat([await readFile(files.graph), await readFile(files.weights)]);
}

const prefixed = (prefix: string) => (name: string) => prefix + name;

const spellings: [string, Spelling][] = [
  [
    "a RoBERTa inside of a task head's checkpoint",
    { reference: "xlm_roberta", rename: prefixed("roberta.") },
  ],
  ["an MPNet inside of one", { reference: "mpnet", rename: prefixed("mpnet.") }],
  [
    "an MPNet without the number of buckets, which is 32",
    { reference: "mpnet", keys: { relative_attention_num_buckets: undefined } },
  ],
  ["a DistilBERT inside of one", { reference: "distiluse", rename: prefixed("distilbert.") }],
  [
    "a DistilBERT with the names of keys that other models have",
    {
      reference: "distiluse",
      keys: { dim: "hidden_size", n_heads: "num_attention_heads", n_layers: "num_hidden_layers" },
    },
  ],
  [
    "a T5 with the names of keys that other models have",
    {
      reference: "gtr",
      keys: {
        d_model: "hidden_size",
        num_heads: "num_attention_heads",
        num_layers: "num_hidden_layers",
        d_kv: "head_dim",
      },
    },
  ],
  [
    "a T5 of before the keys of 1.1",
    {
      reference: "gtr",
      keys: {
        feed_forward_proj: undefined,
        dense_act_fn: undefined,
        is_gated_act: undefined,
        relative_attention_max_distance: undefined,
        layer_norm_epsilon: undefined,
      },
    },
  ],
  ["a T5 inside of a task head's checkpoint", { reference: "gtr", rename: prefixed("transformer.") }],
];

describe("other spellings of a checkpoint", () => {
  it.each(spellings)("%s: the same bytes", async (_, spelling) => {
    const plain = await converted(await respelt({ reference: spelling.reference }));
    expect((await converted(await respelt(spelling))).equals(plain)).toBe(true);
  });

  it("a T5 whose table of words was saved as the encoder's own: the same graph but for its name", async () => {
    const rename = (name: string) => (name === "shared.weight" ? "encoder.embed_tokens.weight" : name);
    const [own, shared] = [await respelt({ reference: "gtr", rename }), await respelt({ reference: "gtr" })];
    const weights = async (directory: string) =>
      readFile((await convertToOnnx(await readModel(directory), join(directory, "output"))).weights);
    expect((await weights(own)).equals(await weights(shared))).toBe(true);
  });
});

describe("what no checkpoint of an architecture can say", () => {
  const claims: [string, string, Record<string, unknown>, RegExp][] = [
    ["heads that do not divide a DistilBERT's width", "distiluse", { n_heads: 5 }, /n_heads is 5/],
    [
      "fewer buckets than MPNet has",
      "mpnet",
      { relative_attention_num_buckets: 16 },
      /is 16, not 32 or more/,
    ],
    ["a padding token before the first", "xlm_roberta", { pad_token_id: -1 }, /pad_token_id is -1/],
    [
      "an activation that is not known",
      "gtr",
      { feed_forward_proj: "gated-mish" },
      /"mish" cannot be converted/,
    ],
    [
      "a furthest distance within the near buckets",
      "gtr",
      { relative_attention_max_distance: 8 },
      /more than 8/,
    ],
  ];
  it.each(claims)("%s", async (_, reference, claim, message) => {
    const directory = await respelt({ reference });
    const file = join(directory, "config.json");
    const config = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...config, ...claim }));
    await expect(converted(directory)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });

  it("another furthest distance than llama.cpp has, in a GGUF file of T5", async () => {
    const directory = await respelt({ reference: "instructor" });
    const steps = [{ kind: "pooling", modes: ["mean"], includePrompt: true }] as const;
    const card = { ...(await readModel(directory)), steps };
    await expect(convertToGguf(card, join(directory, "output"))).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(/relative_attention_max_distance 24 cannot be converted; known is 128/),
    });
  });
});
