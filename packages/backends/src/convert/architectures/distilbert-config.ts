import type { SafetensorsFile } from "@isovec/core";
import { activationOf } from "../blocks/activation.ts";
import type { PostNormNames, PostNormSize } from "../blocks/post-norm-layer.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import { wordTable } from "./bert-config.ts";

/** The keys of config.json that a DistilBERT's token states depend on, in both spellings (`DistilBertConfig.attribute_map`). */
export const distilbertConfigKeys: readonly string[] = [
  "dim",
  "hidden_size",
  "n_heads",
  "num_attention_heads",
  "n_layers",
  "num_hidden_layers",
  "hidden_dim",
  "max_position_embeddings",
  "vocab_size",
  "activation",
];

/** The layers are `transformer.layer.0` and so on. */
export const distilbertLayerNames: PostNormNames = {
  query: "attention.q_lin",
  key: "attention.k_lin",
  value: "attention.v_lin",
  projection: "attention.out_lin",
  attentionNorm: "sa_layer_norm",
  up: "ffn.lin1",
  down: "ffn.lin2",
  outputNorm: "output_layer_norm",
};

export interface DistilbertConfig extends PostNormSize {
  readonly layers: number;
  /** Rows of the position table. */
  readonly positions: number;
}

/** @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for an unknown activation */
export function readDistilbertConfig(config: ConfigReader): DistilbertConfig {
  const hidden = config.count(config.spelling("dim", "hidden_size"));
  const headsKey = config.spelling("n_heads", "num_attention_heads");
  const heads = config.count(headsKey);
  if (hidden % heads !== 0) throw config.unusable(headsKey, heads, `a divisor of the width ${hidden}`);
  return {
    hidden,
    heads,
    layers: config.count(config.spelling("n_layers", "num_hidden_layers")),
    inner: config.count("hidden_dim"),
    positions: config.count("max_position_embeddings", 512),
    // Fixed in modeling_distilbert.py.
    epsilon: 1e-12,
    activation: activationOf(config, "activation", "gelu"),
  };
}

/** A DistilBERT's tensors; a task head's checkpoint calls its encoder `distilbert.`. */
export function distilbertCheckpoint(weights: SafetensorsFile): Checkpoint {
  return new Checkpoint(weights, ["", "distilbert."], wordTable);
}
