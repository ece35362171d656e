import type { SafetensorsFile } from "@isovec/core";
import { type Activation, activationNamed } from "../blocks/activation.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";

/** The keys of config.json that the states of a T5 encoder depend on, in both spellings (`T5Config.attribute_map`). */
export const t5ConfigKeys: readonly string[] = [
  "d_model",
  "hidden_size",
  "num_heads",
  "num_attention_heads",
  "num_layers",
  "num_hidden_layers",
  "d_kv",
  "head_dim",
  "d_ff",
  "relative_attention_num_buckets",
  "relative_attention_max_distance",
  "vocab_size",
  "layer_norm_epsilon",
  "feed_forward_proj",
];

export interface T5Config {
  readonly hidden: number;
  readonly heads: number;
  /** Of one head; all of them together need not be as wide as a state. */
  readonly headSize: number;
  readonly layers: number;
  readonly inner: number;
  /** Of relative positions. */
  readonly buckets: number;
  readonly maxDistance: number;
  /** Of the norms. */
  readonly epsilon: number;
  /** Whether the feed-forward network multiplies its activated half by another. */
  readonly gated: boolean;
  readonly activation: Activation;
}

/** `relu`, `gated-gelu`; the GELU of the latter is the one by tanh, whatever its name says (`T5Config.__post_init__`). */
function readFeedForward(config: ConfigReader): Pick<T5Config, "gated" | "activation"> {
  const key = "feed_forward_proj";
  const projection = config.word(key, "relu");
  const gated = projection.startsWith("gated-");
  const name = projection === "gated-gelu" ? "gelu_new" : projection.replace(/^gated-/, "");
  return { gated, activation: activationNamed(config, key, name) };
}

/**
 * Transformers' defaults (`T5Config`) where a key may be absent.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for an unknown activation
 */
export function readT5Config(config: ConfigReader): T5Config {
  const hidden = config.count(config.spelling("d_model", "hidden_size"));
  const buckets = config.count("relative_attention_num_buckets", 32);
  const maxDistance = config.count("relative_attention_max_distance", 128);
  if (buckets < 4) throw config.unusable("relative_attention_num_buckets", buckets, "4 or more");
  if (maxDistance <= buckets / 4)
    throw config.unusable("relative_attention_max_distance", maxDistance, `more than ${buckets / 4}`);
  return {
    hidden,
    heads: config.count(config.spelling("num_heads", "num_attention_heads")),
    headSize: config.count(config.spelling("d_kv", "head_dim")),
    layers: config.count(config.spelling("num_layers", "num_hidden_layers")),
    inner: config.count("d_ff"),
    buckets,
    maxDistance,
    epsilon: config.positive("layer_norm_epsilon", 1e-6),
    ...readFeedForward(config),
  };
}

const finalNorm = "encoder.final_layer_norm.weight";

/** A T5's tensors; a task head's checkpoint calls its model `transformer.`. */
export function t5Checkpoint(weights: SafetensorsFile): Checkpoint {
  return new Checkpoint(weights, ["", "transformer."], finalNorm);
}

/** One table under two names: encoder and decoder share it, and either name may have been left out when it was saved. */
export function t5WordTable(checkpoint: Checkpoint): string {
  const [shared, own] = ["shared.weight", "encoder.embed_tokens.weight"];
  return checkpoint.has(shared) ? shared : own;
}
