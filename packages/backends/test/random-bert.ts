import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fp32ToFp16, type TensorToWrite, writeSafetensors } from "@isovec/core";
import type { Weights } from "./reference-bert.ts";

export const tinyConfig = {
  model_type: "bert",
  vocab_size: 40,
  hidden_size: 24,
  num_attention_heads: 3,
  num_hidden_layers: 2,
  intermediate_size: 36,
  max_position_embeddings: 32,
  type_vocab_size: 2,
  layer_norm_eps: 1e-5,
  hidden_act: "gelu",
};

export type TinyConfig = typeof tinyConfig;

/** Uniform numbers in [-1, 1) that are the same on every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** Shapes of all tensors of a BERT encoder, by their names in a checkpoint. */
export function bertShapes(config: TinyConfig): Map<string, number[]> {
  const { hidden_size: hidden, intermediate_size: inner } = config;
  const shapes = new Map<string, number[]>();
  const linear = (name: string, outputs: number, inputs: number) => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  shapes.set("embeddings.word_embeddings.weight", [config.vocab_size, hidden]);
  shapes.set("embeddings.position_embeddings.weight", [config.max_position_embeddings, hidden]);
  shapes.set("embeddings.token_type_embeddings.weight", [config.type_vocab_size, hidden]);
  norm("embeddings.LayerNorm");
  for (let index = 0; index < config.num_hidden_layers; index++) {
    const layer = `encoder.layer.${index}`;
    for (const part of ["query", "key", "value"]) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, hidden);
    linear(`${layer}.output.dense`, hidden, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}

const storages = {
  F32: (values: Float32Array) => values,
  F16: fp32ToFp16,
  /** The upper half of each fp32: exact for values that bf16 can hold. */
  BF16: (values: Float32Array) => Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16),
};

export interface Checkpoint {
  readonly directory: string;
  readonly config: TinyConfig;
  readonly weights: Weights;
}

/** Writes a random BERT in Hugging Face layout. Its values are exact in fp32, fp16 and bf16 alike. */
export async function writeRandomBert(
  directory: string,
  options: {
    readonly config?: Partial<TinyConfig>;
    readonly storage?: keyof typeof storages;
    /** The name a tensor has in the file. */
    readonly rename?: (name: string) => string;
    /** A tensor's shape in the file; undefined leaves it out. */
    readonly reshape?: (name: string, shape: number[]) => number[] | undefined;
  } = {},
): Promise<Checkpoint> {
  const { storage = "F32", rename = (name) => name, reshape = (_, shape) => shape } = options;
  const config = { ...tinyConfig, ...options.config };
  const random = randomNumbers(7);
  const values = new Map<string, Float32Array>();
  const tensors: TensorToWrite[] = [];
  for (const [name, wanted] of bertShapes(config)) {
    const shape = reshape(name, wanted);
    if (shape === undefined) continue;
    const count = shape.reduce((product, size) => product * size, 1);
    const tensor = Float32Array.from({ length: count }, () => Math.round(random() * 64) / 128);
    values.set(name, tensor);
    const stored = storages[storage](tensor);
    const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    tensors.push({
      name: rename(name),
      dtype: storage,
      shape,
      bytes: bytes.length,
      read: async () => bytes,
    });
  }
  await mkdir(directory, { recursive: true });
  await writeSafetensors(join(directory, "model.safetensors"), tensors);
  await writeFile(join(directory, "config.json"), JSON.stringify(config));
  await writeFile(join(directory, "tokenizer.json"), "{}");
  return { directory, config, weights: (name) => values.get(name) as Float32Array };
}
