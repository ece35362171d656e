import {
  readT5Config,
  type T5Config,
  t5Checkpoint,
  t5ConfigKeys,
  t5WordTable,
} from "../architectures/t5-config.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import { poolingTypeOf } from "./pooling-type.ts";
import { float32, type GgufDtype, matrixType } from "./tensor-type.ts";

/** Fixed in llama.cpp (src/llama-graph.cpp, `llama_relative_position_bucket`). */
const maxDistance = 128;

/** What llama.cpp computes for a T5: ReLU, or GELU where the network is gated (src/models/t5.cpp). */
const projections = ["relu", "gated-gelu"];

function assertComputable(config: ConfigReader, size: T5Config): void {
  if (size.maxDistance !== maxDistance) {
    throw config.unsupported(
      "relative_attention_max_distance",
      size.maxDistance,
      `${maxDistance} in llama.cpp`,
    );
  }
  const projection = config.word("feed_forward_proj", "relu");
  if (projections.includes(projection)) return;
  throw config.unsupported("feed_forward_proj", projection, `${projections.join(", ")} in llama.cpp`);
}

function blockTensors(checkpoint: Checkpoint, block: number, size: T5Config, dtype: GgufDtype): GgufTensor[] {
  const { hidden, heads, headSize, inner, gated } = size;
  const [attention, network] = [0, 1].map((layer) => `encoder.block.${block}.layer.${layer}`);
  const heading = heads * headSize;
  const matrix = (name: string, stored: string, outputs: number, inputs: number): GgufTensor => ({
    name: `enc.blk.${block}.${name}.weight`,
    weights: checkpoint.tensor(`${stored}.weight`, [outputs, inputs]),
    type: matrixType(dtype, inputs),
  });
  const norm = (name: string, stored: string): GgufTensor => ({
    name: `enc.blk.${block}.${name}.weight`,
    weights: checkpoint.tensor(`${stored}.weight`, [hidden]),
    type: float32,
  });
  const [self, dense] = [`${attention}.SelfAttention`, `${network}.DenseReluDense`];
  const up = gated
    ? [matrix("ffn_gate", `${dense}.wi_0`, inner, hidden), matrix("ffn_up", `${dense}.wi_1`, inner, hidden)]
    : [matrix("ffn_up", `${dense}.wi`, inner, hidden)];
  return [
    norm("attn_norm", `${attention}.layer_norm`),
    matrix("attn_q", `${self}.q`, heading, hidden),
    matrix("attn_k", `${self}.k`, heading, hidden),
    matrix("attn_v", `${self}.v`, heading, hidden),
    matrix("attn_o", `${self}.o`, hidden, heading),
    norm("ffn_norm", `${network}.layer_norm`),
    ...up,
    matrix("ffn_down", `${dense}.wo`, hidden, inner),
  ];
}

/** The encoder of a T5 as llama.cpp's `t5encoder` (src/models/t5encoder.cpp). It has no position table and so no longest text. */
export const t5: GgufArchitecture = {
  name: "t5encoder",
  configKeys: t5ConfigKeys,
  describe(card, weights, config, dtype) {
    const size = readT5Config(config);
    assertComputable(config, size);
    const checkpoint = t5Checkpoint(weights);
    const { hidden, heads, headSize, buckets } = size;
    const words = checkpoint.tensor(t5WordTable(checkpoint), [card.vocabularySize, hidden]);
    const distances = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";
    const count = (value: number): MetadataValue => ({ type: "uint32", value });
    const epsilon: MetadataValue = { type: "float32", value: size.epsilon };
    const metadata: [string, MetadataValue][] = [
      ["t5encoder.vocab_size", count(card.vocabularySize)],
      ["t5encoder.context_length", count(card.maxTokens)],
      ["t5encoder.embedding_length", count(hidden)],
      ["t5encoder.feed_forward_length", count(size.inner)],
      ["t5encoder.block_count", count(size.layers)],
      ["t5encoder.attention.head_count", count(heads)],
      ["t5encoder.attention.key_length", count(headSize)],
      ["t5encoder.attention.value_length", count(headSize)],
      ["t5encoder.attention.layer_norm_epsilon", epsilon],
      ["t5encoder.attention.layer_norm_rms_epsilon", epsilon],
      ["t5encoder.attention.relative_buckets_count", count(buckets)],
      // Without it llama.cpp computes an encoder that looks backwards only, as it does for every architecture.
      ["t5encoder.attention.causal", { type: "bool", value: false }],
      ["t5encoder.pooling_type", count(poolingTypeOf(card))],
    ];
    const blocks = Array.from({ length: size.layers }, (_, block) =>
      blockTensors(checkpoint, block, size, dtype),
    );
    const tensors: GgufTensor[] = [
      { name: "token_embd.weight", weights: words, type: matrixType(dtype, hidden) },
      {
        name: "enc.blk.0.attn_rel_b.weight",
        weights: checkpoint.tensor(distances, [buckets, heads]),
        type: float32,
      },
      ...blocks.flat(),
      {
        name: "enc.output_norm.weight",
        weights: checkpoint.tensor("encoder.final_layer_norm.weight", [hidden]),
        type: float32,
      },
    ];
    return { metadata, tensors };
  },
};
