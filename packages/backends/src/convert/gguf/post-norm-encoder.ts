import type { ModelCard } from "@isovec/core";
import type { PostNormNames, PostNormSize } from "../blocks/post-norm-layer.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import { poolingTypeOf } from "./pooling-type.ts";
import { float32, type GgufDtype, matrixType } from "./tensor-type.ts";

/** A checkpoint whose layers are BERT's, under whatever names. */
export interface PostNormEncoder {
  readonly checkpoint: Checkpoint;
  readonly size: Omit<PostNormSize, "activation"> & { readonly layers: number };
  /** Layer n is `${layerPrefix}.n` in the checkpoint. */
  readonly layerPrefix: string;
  readonly names: PostNormNames;
  readonly words: WeightTensor;
  readonly tokenTypes: WeightTensor;
  /** From the row of a text's first token on: llama.cpp counts from 0. */
  readonly positions: WeightTensor;
}

/**
 * What llama.cpp computes for a BERT whatever the file says (src/models/bert.cpp, `LLM_FFN_GELU`): GELU by tanh from a table in
 * half precision. By erf it would differ by 1 - cosine <= 2e-5 (docs/adr/2026-11-25-llama-cpp.md).
 */
const activations = ["gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh"];

/** @throws IsovecError `BackendUnavailable` for another activation than GELU */
export function assertGelu(config: ConfigReader, key: string): void {
  const activation = config.word(key, "gelu");
  if (activations.includes(activation)) return;
  throw config.unsupported(key, activation, `${activations.join(", ")} in llama.cpp`);
}

/** Rows of a table from one on. */
export function rowsFrom(table: WeightTensor, first: number): WeightTensor {
  const [rows = 0, columns = 0] = table.shape;
  return {
    name: table.name,
    shape: [rows - first, columns],
    read: async () => (await table.read()).subarray(first * columns),
  };
}

/** llama.cpp's names of a layer's parts -> those of the checkpoint. */
function linears({ names, size: { hidden, inner } }: PostNormEncoder) {
  return [
    { name: "attn_q", stored: names.query, outputs: hidden, inputs: hidden },
    { name: "attn_k", stored: names.key, outputs: hidden, inputs: hidden },
    { name: "attn_v", stored: names.value, outputs: hidden, inputs: hidden },
    { name: "attn_output", stored: names.projection, outputs: hidden, inputs: hidden },
    { name: "ffn_up", stored: names.up, outputs: inner, inputs: hidden },
    { name: "ffn_down", stored: names.down, outputs: hidden, inputs: inner },
  ];
}

/** Norms, biases and the small tables keep fp32, as in llama.cpp's own converter. */
function norm(checkpoint: Checkpoint, name: string, stored: string, hidden: number): GgufTensor[] {
  const [weight, bias] = checkpoint.has(`${stored}.gamma`) ? ["gamma", "beta"] : ["weight", "bias"];
  return [
    { name: `${name}.weight`, weights: checkpoint.tensor(`${stored}.${weight}`, [hidden]), type: float32 },
    { name: `${name}.bias`, weights: checkpoint.tensor(`${stored}.${bias}`, [hidden]), type: float32 },
  ];
}

function layerTensors(encoder: PostNormEncoder, layer: number, dtype: GgufDtype): GgufTensor[] {
  const { checkpoint, names, layerPrefix } = encoder;
  const { hidden } = encoder.size;
  const [block, prefix] = [`blk.${layer}`, `${layerPrefix}.${layer}`];
  return [
    ...linears(encoder).flatMap(({ name, stored, outputs, inputs }): GgufTensor[] => [
      {
        name: `${block}.${name}.weight`,
        weights: checkpoint.tensor(`${prefix}.${stored}.weight`, [outputs, inputs]),
        type: matrixType(dtype, inputs),
      },
      {
        name: `${block}.${name}.bias`,
        weights: checkpoint.tensor(`${prefix}.${stored}.bias`, [outputs]),
        type: float32,
      },
    ]),
    ...norm(checkpoint, `${block}.attn_output_norm`, `${prefix}.${names.attentionNorm}`, hidden),
    ...norm(checkpoint, `${block}.layer_output_norm`, `${prefix}.${names.outputNorm}`, hidden),
  ];
}

function metadataOf({ size, words, tokenTypes, positions }: PostNormEncoder, pooling: number) {
  const count = (value = 0): MetadataValue => ({ type: "uint32", value });
  const metadata: [string, MetadataValue][] = [
    ["bert.vocab_size", count(words.shape[0])],
    // llama.cpp takes this for the rows of the position table; the model's own maximum may be less.
    ["bert.context_length", count(positions.shape[0])],
    ["bert.embedding_length", count(size.hidden)],
    ["bert.feed_forward_length", count(size.inner)],
    ["bert.block_count", count(size.layers)],
    ["bert.attention.head_count", count(size.heads)],
    ["bert.attention.layer_norm_epsilon", { type: "float32", value: size.epsilon }],
    ["bert.attention.causal", { type: "bool", value: false }],
    ["bert.pooling_type", count(pooling)],
    ["tokenizer.ggml.token_type_count", count(tokenTypes.shape[0])],
  ];
  return metadata;
}

/**
 * An encoder as llama.cpp has it under the name `bert` (src/models/bert.cpp): post-norm, absolute positions, token type 0.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for a pooling that llama.cpp does not have
 */
export function describePostNorm(
  card: ModelCard,
  encoder: PostNormEncoder,
  dtype: GgufDtype,
): ReturnType<GgufArchitecture["describe"]> {
  const { checkpoint, size, words, tokenTypes, positions } = encoder;
  const metadata = metadataOf(encoder, poolingTypeOf(card));
  const layers = Array.from({ length: size.layers }, (_, layer) => layerTensors(encoder, layer, dtype));
  const tensors = [
    { name: "token_embd.weight", weights: words, type: matrixType(dtype, size.hidden) },
    { name: "token_types.weight", weights: tokenTypes, type: float32 },
    { name: "position_embd.weight", weights: positions, type: float32 },
    ...norm(checkpoint, "token_embd_norm", "embeddings.LayerNorm", size.hidden),
    ...layers.flat(),
  ];
  return { metadata, tensors };
}
