import type { ModelCard, SafetensorsFile } from "@isovec/core";
import {
  type BertSize,
  bertCheckpoint,
  bertConfigKeys,
  readBertSize,
  wordTable,
} from "../architectures/bert-config.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import { poolingTypeOf } from "./pooling-type.ts";
import { float32, type GgufDtype, matrixType } from "./tensor-type.ts";

/**
 * What llama.cpp computes for a BERT whatever the file says (src/models/bert.cpp, `LLM_FFN_GELU`): GELU by tanh from a table in
 * half precision. By erf it would differ by 1 - cosine <= 2e-5 (docs/adr/2026-11-25-llama-cpp.md).
 */
const activations = ["gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh"];

/** llama.cpp's names of a layer's parts -> those of the checkpoint. */
const linears = (size: BertSize): readonly [string, string, outputs: number, inputs: number][] => [
  ["attn_q", "attention.self.query", size.hidden, size.hidden],
  ["attn_k", "attention.self.key", size.hidden, size.hidden],
  ["attn_v", "attention.self.value", size.hidden, size.hidden],
  ["attn_output", "attention.output.dense", size.hidden, size.hidden],
  ["ffn_up", "intermediate.dense", size.inner, size.hidden],
  ["ffn_down", "output.dense", size.hidden, size.inner],
];
const norms: readonly [string, string][] = [
  ["attn_output_norm", "attention.output.LayerNorm"],
  ["layer_output_norm", "output.LayerNorm"],
];

function linear(
  checkpoint: Checkpoint,
  dtype: GgufDtype,
  [name, stored, outputs, inputs]: readonly [string, string, number, number],
): GgufTensor[] {
  const weights = checkpoint.tensor(`${stored}.weight`, [outputs, inputs]);
  return [
    { name: `${name}.weight`, weights, type: matrixType(dtype, inputs) },
    { name: `${name}.bias`, weights: checkpoint.tensor(`${stored}.bias`, [outputs]), type: float32 },
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

function bertTensors(checkpoint: Checkpoint, size: BertSize, dtype: GgufDtype): GgufTensor[] {
  const { hidden, vocabularySize, tokenTypes, positions, layers } = size;
  const table = (name: string, rows: number) =>
    checkpoint.tensor(`embeddings.${name}_embeddings.weight`, [rows, hidden]);
  const words = checkpoint.tensor(wordTable, [vocabularySize, hidden]);
  const tensors: GgufTensor[] = [
    { name: "token_embd.weight", weights: words, type: matrixType(dtype, hidden) },
    { name: "token_types.weight", weights: table("token_type", tokenTypes), type: float32 },
    { name: "position_embd.weight", weights: table("position", positions), type: float32 },
    ...norm(checkpoint, "token_embd_norm", "embeddings.LayerNorm", hidden),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const stored = `encoder.layer.${layer}`;
    for (const [name, part, outputs, inputs] of linears(size)) {
      tensors.push(
        ...linear(checkpoint, dtype, [`blk.${layer}.${name}`, `${stored}.${part}`, outputs, inputs]),
      );
    }
    for (const [name, part] of norms) {
      tensors.push(...norm(checkpoint, `blk.${layer}.${name}`, `${stored}.${part}`, hidden));
    }
  }
  return tensors;
}

function bertMetadata(size: BertSize, pooling: number): [string, MetadataValue][] {
  const count = (value: number): MetadataValue => ({ type: "uint32", value });
  return [
    ["bert.vocab_size", count(size.vocabularySize)],
    // llama.cpp takes this for the rows of the position table; the model's own maximum may be less.
    ["bert.context_length", count(size.positions)],
    ["bert.embedding_length", count(size.hidden)],
    ["bert.feed_forward_length", count(size.inner)],
    ["bert.block_count", count(size.layers)],
    ["bert.attention.head_count", count(size.heads)],
    ["bert.attention.layer_norm_epsilon", { type: "float32", value: size.epsilon }],
    ["bert.attention.causal", { type: "bool", value: false }],
    ["bert.pooling_type", count(pooling)],
    ["tokenizer.ggml.token_type_count", count(size.tokenTypes)],
  ];
}

/** BERT as llama.cpp has it (src/models/bert.cpp): post-norm, absolute positions, token type 0. */
export const bert: GgufArchitecture = {
  name: "bert",
  configKeys: bertConfigKeys,
  describe(card: ModelCard, weights: SafetensorsFile, config: ConfigReader, dtype: GgufDtype) {
    const pooling = poolingTypeOf(card);
    const size = readBertSize(config, card.vocabularySize);
    const activation = config.word("hidden_act", "gelu");
    if (!activations.includes(activation)) {
      throw config.unsupported("hidden_act", activation, `${activations.join(", ")} in llama.cpp`);
    }
    return {
      metadata: bertMetadata(size, pooling),
      tensors: bertTensors(bertCheckpoint(weights), size, dtype),
    };
  },
};
