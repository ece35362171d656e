import type { AttentionReach } from "../blocks/blockwise-attention.ts";
import type { ConfigReader } from "../config-reader.ts";
import { type GroupedHeads, groupedConfigKeys, readGroupedHeads } from "./grouped-config.ts";
import { type LayerType, readLayerTypes } from "./layer-types.ts";
import { type RotaryConfig, readRotary, rotaryConfigKeys } from "./rotary-config.ts";

/** The keys of config.json that a Qwen3's token states depend on. */
export const qwen3ConfigKeys: readonly string[] = [
  ...groupedConfigKeys,
  ...rotaryConfigKeys,
  "rope_theta",
  "vocab_size",
  "intermediate_size",
  "num_hidden_layers",
  "hidden_act",
  "rms_norm_eps",
  "layer_types",
  "is_causal",
  "use_sliding_window",
  "sliding_window",
  "max_window_layers",
];

export const qwen3TokenTable = "embed_tokens.weight";

export interface Qwen3Config extends GroupedHeads {
  readonly scale: number;
  /** Width of the feed-forward network between its layers. */
  readonly inner: number;
  readonly layerTypes: readonly LayerType[];
  readonly reach: Readonly<Record<LayerType, AttentionReach>>;
  readonly rotary: RotaryConfig;
  /** Of the norms. */
  readonly epsilon: number;
}

/** `is_causal: false` makes an encoder of it, whose window is one to either side (transformers, masking_utils.py). */
function readReach(config: ConfigReader): Qwen3Config["reach"] {
  const window = config.count("sliding_window", 4096);
  return config.flag("is_causal", true)
    ? { full_attention: { after: 0 }, sliding_attention: { before: window - 1, after: 0 } }
    : { full_attention: {}, sliding_attention: { before: window, after: window } };
}

/**
 * Transformers' defaults (`Qwen3Config`) where a key may be absent.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for a scaling of rotary positions that is not known
 */
export function readQwen3(config: ConfigReader): Qwen3Config {
  const heads = readGroupedHeads(config, 128);
  const slides = config.flag("use_sliding_window", false);
  const firstSliding = config.count("max_window_layers", 28);
  return {
    ...heads,
    scale: heads.headSize ** -0.5,
    inner: config.count("intermediate_size"),
    layerTypes: readLayerTypes(config, config.count("num_hidden_layers"), (layer) =>
      slides && layer >= firstSliding ? "sliding_attention" : "full_attention",
    ),
    reach: readReach(config),
    rotary: readRotary(config, { thetaKey: "rope_theta", theta: 10_000, scaled: true }),
    epsilon: config.positive("rms_norm_eps", 1e-6),
  };
}
