import type { ConfigReader } from "../config-reader.ts";

/** What a layer sees: the whole text, or a window around each token. */
export type LayerType = "full_attention" | "sliding_attention";

const known: ReadonlySet<string> = new Set(["full_attention", "sliding_attention"]);

/**
 * `layer_types` of config.json, or what its older keys imply.
 * @param implied the type of a layer, counted from 0, where the list is absent
 * @throws IsovecError `ModelCorrupt` for a list that is too short, `BackendUnavailable` for another type
 */
export function readLayerTypes(
  config: ConfigReader,
  layers: number,
  implied: (layer: number) => LayerType,
): readonly LayerType[] {
  const list = config.words("layer_types");
  if (list === undefined) return Array.from({ length: layers }, (_, layer) => implied(layer));
  const stray = list.find((type) => !known.has(type));
  if (stray !== undefined) throw config.unsupported("layer_types", stray, [...known].join(", "));
  if (list.length < layers) throw config.unusable("layer_types", list, `a list of ${layers} layers`);
  return list.slice(0, layers) as LayerType[];
}
