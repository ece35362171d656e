import type { ConfigReader } from "../config-reader.ts";
import { type LayerType, readLayerTypes } from "./layer-types.ts";
import { type RotaryConfig, readRotary, rotaryConfigKeys } from "./rotary-config.ts";

/** The keys of config.json that a ModernBERT's token states depend on. */
export const modernBertConfigKeys: readonly string[] = [
  ...rotaryConfigKeys,
  "vocab_size",
  "hidden_size",
  "intermediate_size",
  "num_hidden_layers",
  "num_attention_heads",
  "hidden_activation",
  "norm_eps",
  "norm_bias",
  "attention_bias",
  "mlp_bias",
  "layer_types",
  "global_attn_every_n_layers",
  "local_attention",
  "global_rope_theta",
  "local_rope_theta",
];

export const modernBertTokenTable = "embeddings.tok_embeddings.weight";

export interface ModernBertConfig {
  readonly hidden: number;
  readonly heads: number;
  /** Width of the feed-forward network between its two layers. */
  readonly inner: number;
  readonly layerTypes: readonly LayerType[];
  readonly rotary: Readonly<Record<LayerType, RotaryConfig>>;
  /** Positions on either side that a token of a sliding layer sees. */
  readonly localReach: number;
  readonly norm: { readonly hidden: number; readonly epsilon: number; readonly bias: boolean };
  readonly attentionBias: boolean;
  readonly feedForwardBias: boolean;
}

/**
 * Transformers' defaults (`ModernBertConfig`) where a key may be absent.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for a scaling of rotary positions that is not known
 */
export function readModernBert(config: ConfigReader): ModernBertConfig {
  const hidden = config.count("hidden_size");
  const heads = config.count("num_attention_heads");
  if (hidden % (2 * heads) !== 0) {
    throw config.unusable("num_attention_heads", heads, `a divisor of half of hidden_size ${hidden}`);
  }
  const globalEvery = config.count("global_attn_every_n_layers", 3);
  const rotary = (layerType: LayerType, thetaKey: string, theta: number) =>
    readRotary(config, { layerType, thetaKey, theta, scaled: true });
  return {
    hidden,
    heads,
    inner: config.count("intermediate_size"),
    layerTypes: readLayerTypes(config, config.count("num_hidden_layers"), (layer) =>
      layer % globalEvery === 0 ? "full_attention" : "sliding_attention",
    ),
    rotary: {
      full_attention: rotary("full_attention", "global_rope_theta", 160_000),
      sliding_attention: rotary("sliding_attention", "local_rope_theta", 10_000),
    },
    localReach: Math.floor(config.count("local_attention", 128) / 2),
    norm: {
      hidden,
      epsilon: config.positive("norm_eps", 1e-5),
      bias: config.flag("norm_bias", false),
    },
    attentionBias: config.flag("attention_bias", false),
    feedForwardBias: config.flag("mlp_bias", false),
  };
}
