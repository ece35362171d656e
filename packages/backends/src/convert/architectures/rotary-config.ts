import type { ConfigReader } from "../config-reader.ts";

/** The keys of config.json that rotary positions depend on in every architecture. */
export const rotaryConfigKeys: readonly string[] = ["rope_parameters", "rope_scaling"];

export interface RotaryConfig {
  readonly theta: number;
  /** Positions are divided by it. */
  readonly scale: number;
}

export interface RotarySource {
  /** Of a model whose layers differ: `full_attention` or `sliding_attention`. */
  readonly layerType?: string;
  /** The older spelling, a key of config.json itself. */
  readonly thetaKey: string;
  readonly theta: number;
  /** Whether the older `rope_scaling` holds for these layers. */
  readonly scaled: boolean;
}

/**
 * `rope_parameters` as transformers 5 writes them, or the keys of before: `rope_theta`, `rope_scaling` with `type` or
 * `rope_type` (transformers, modeling_rope_utils.py, `standardize_rope_params`).
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for a scaling other than linear
 */
export function readRotary(config: ConfigReader, source: RotarySource): RotaryConfig {
  const { layerType, thetaKey, theta, scaled } = source;
  const parameters = config.object("rope_parameters");
  const own = layerType === undefined ? parameters : parameters?.object(layerType);
  const scaling = own ?? (scaled ? config.object("rope_scaling") : undefined);
  const type = scaling?.word(scaling.spelling("rope_type", "type"), "default") ?? "default";
  if (scaling !== undefined && type !== "default" && type !== "linear") {
    throw scaling.unsupported("rope_type", type, "default, linear");
  }
  return {
    theta: own?.has("rope_theta") ? own.positive("rope_theta", theta) : config.positive(thetaKey, theta),
    scale: type === "linear" && scaling !== undefined ? scaling.positive("factor", 1) : 1,
  };
}
