import type { SafetensorsFile } from "@isovec/core";
import type { PostNormNames } from "../blocks/post-norm-layer.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";

/** The keys of config.json that a BERT's token states depend on. */
export const bertConfigKeys: readonly string[] = [
  "hidden_size",
  "num_attention_heads",
  "num_hidden_layers",
  "intermediate_size",
  "max_position_embeddings",
  "type_vocab_size",
  "vocab_size",
  "layer_norm_eps",
  "hidden_act",
  "position_embedding_type",
];

export interface BertSize {
  readonly hidden: number;
  readonly heads: number;
  readonly vocabularySize: number;
  readonly layers: number;
  /** Width of the feed-forward network between its two layers. */
  readonly inner: number;
  /** Rows of the position table. */
  readonly positions: number;
  readonly tokenTypes: number;
  /** Of the layer norms. */
  readonly epsilon: number;
}

/**
 * Transformers' defaults (`BertConfig`) where a key may be absent.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for relative positions
 */
export function readBertSize(config: ConfigReader, vocabularySize: number): BertSize {
  const hidden = config.count("hidden_size");
  const heads = config.count("num_attention_heads");
  if (hidden % heads !== 0)
    throw config.unusable("num_attention_heads", heads, `a divisor of hidden_size ${hidden}`);
  const positionType = config.word("position_embedding_type", "absolute");
  if (positionType !== "absolute")
    throw config.unsupported("position_embedding_type", positionType, "absolute");
  return {
    hidden,
    heads,
    vocabularySize,
    layers: config.count("num_hidden_layers"),
    inner: config.count("intermediate_size"),
    positions: config.count("max_position_embeddings"),
    tokenTypes: config.count("type_vocab_size"),
    epsilon: config.positive("layer_norm_eps", 1e-12),
  };
}

export const wordTable = "embeddings.word_embeddings.weight";

/** A BERT's tensors; a task head's checkpoint calls its encoder `bert.`. */
export function bertCheckpoint(weights: SafetensorsFile): Checkpoint {
  return new Checkpoint(weights, ["", "bert."], wordTable);
}

/** The layers of a BERT are `encoder.layer.0` and so on. */
export const bertLayerNames: PostNormNames = {
  query: "attention.self.query",
  key: "attention.self.key",
  value: "attention.self.value",
  projection: "attention.output.dense",
  attentionNorm: "attention.output.LayerNorm",
  up: "intermediate.dense",
  down: "output.dense",
  outputNorm: "output.LayerNorm",
};
