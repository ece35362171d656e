import type { ModelCard } from "@isovec/core";
import type { Checkpoint } from "../checkpoint.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import { poolingTypeOf } from "./pooling-type.ts";
import { float32, type GgufDtype, matrixType } from "./tensor-type.ts";

export interface TransformerSize {
  readonly hidden: number;
  readonly inner: number;
  readonly layers: number;
  readonly heads: number;
  readonly theta: number;
}

export const count = (value: number): MetadataValue => ({ type: "uint32", value });
export const real = (value: number): MetadataValue => ({ type: "float32", value });

/** The keys that llama.cpp asks of all architectures with rotary positions. */
export function transformerMetadata(
  card: ModelCard,
  name: string,
  { hidden, inner, layers, heads, theta }: TransformerSize,
): [string, MetadataValue][] {
  return [
    [`${name}.vocab_size`, count(card.vocabularySize)],
    [`${name}.context_length`, count(card.maxTokens)],
    [`${name}.embedding_length`, count(hidden)],
    [`${name}.feed_forward_length`, count(inner)],
    [`${name}.block_count`, count(layers)],
    [`${name}.attention.head_count`, count(heads)],
    [`${name}.rope.freq_base`, real(theta)],
    [`${name}.pooling_type`, count(poolingTypeOf(card))],
  ];
}

/** A weight matrix without a bias, `[outputs, inputs]`, under llama.cpp's name. */
export function matrix(
  checkpoint: Checkpoint,
  dtype: GgufDtype,
  name: string,
  stored: string,
  outputs: number,
  inputs: number,
): GgufTensor {
  const weights = checkpoint.tensor(stored, [outputs, inputs]);
  return { name: `${name}.weight`, weights, type: matrixType(dtype, inputs) };
}

/** A norm's weight; norms keep fp32, as in llama.cpp's own converter. */
export function normWeight(name: string, weights: WeightTensor): GgufTensor {
  return { name: `${name}.weight`, weights, type: float32 };
}
