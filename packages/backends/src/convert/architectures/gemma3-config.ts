import type { AttentionReach } from "../blocks/blockwise-attention.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import { type GroupedHeads, groupedConfigKeys, readGroupedHeads } from "./grouped-config.ts";
import { type LayerType, readLayerTypes } from "./layer-types.ts";
import { type RotaryConfig, readRotary, rotaryConfigKeys } from "./rotary-config.ts";

/** The keys of config.json that a Gemma 3's token states depend on. */
export const gemma3ConfigKeys: readonly string[] = [
  ...groupedConfigKeys,
  ...rotaryConfigKeys,
  "rope_theta",
  "rope_local_base_freq",
  "vocab_size",
  "intermediate_size",
  "num_hidden_layers",
  "hidden_activation",
  "rms_norm_eps",
  "query_pre_attn_scalar",
  "attn_logit_softcapping",
  "use_bidirectional_attention",
  "sliding_window",
  "layer_types",
  "sliding_window_pattern",
];

export const gemma3TokenTable = "embed_tokens.weight";

export interface Gemma3Config extends GroupedHeads {
  /** What scores are multiplied by. */
  readonly scale: number;
  /** Width of the feed-forward network between its layers. */
  readonly inner: number;
  readonly layerTypes: readonly LayerType[];
  readonly reach: Readonly<Record<LayerType, AttentionReach>>;
  readonly rotary: Readonly<Record<LayerType, RotaryConfig>>;
  /** Of the norms. */
  readonly epsilon: number;
}

/** `sliding_window` counts the token itself and those before it; without a direction half of it lies on either side. */
function readReach(config: ConfigReader): Gemma3Config["reach"] {
  const window = config.count("sliding_window", 4096);
  if (!config.flag("use_bidirectional_attention", false)) {
    return { full_attention: { after: 0 }, sliding_attention: { before: window - 1, after: 0 } };
  }
  const side = Math.floor(window / 2);
  return { full_attention: {}, sliding_attention: { before: side, after: side } };
}

/**
 * Transformers' defaults (`Gemma3TextConfig`) where a key may be absent.
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for scores or positions that are not known
 */
export function readGemma3(config: ConfigReader): Gemma3Config {
  if (config.has("attn_logit_softcapping")) {
    throw config.unsupported("attn_logit_softcapping", config.positive("attn_logit_softcapping", 1), "null");
  }
  const pattern = config.count("sliding_window_pattern", 6);
  const rotary = (layerType: LayerType, thetaKey: string, theta: number) =>
    readRotary(config, { layerType, thetaKey, theta, scaled: layerType === "full_attention" });
  return {
    ...readGroupedHeads(config, 256),
    scale: config.positive("query_pre_attn_scalar", 256) ** -0.5,
    inner: config.count("intermediate_size"),
    layerTypes: readLayerTypes(config, config.count("num_hidden_layers"), (layer) =>
      (layer + 1) % pattern === 0 ? "full_attention" : "sliding_attention",
    ),
    reach: readReach(config),
    rotary: {
      full_attention: rotary("full_attention", "rope_theta", 1_000_000),
      sliding_attention: rotary("sliding_attention", "rope_local_base_freq", 10_000),
    },
    epsilon: config.positive("rms_norm_eps", 1e-6),
  };
}

/** Gemma keeps a norm's weight as its distance from 1. */
export function onePlus(tensor: WeightTensor): WeightTensor {
  return { ...tensor, read: async () => (await tensor.read()).map((value) => 1 + value) };
}
