import { IsovecError } from "../errors/isovec-error.ts";
import { type ModelFiles, spelledPath } from "./model-files.ts";
import type { JsonObject } from "./read-json.ts";

/** What a number of config.json may be: an integer `[least, most]`, or any number in `(above, most]`. */
type Bound =
  | { readonly least: number; readonly most: number }
  | { readonly above: number; readonly most: number };

const width: Bound = { least: 1, most: 65_536 };
const layers: Bound = { least: 1, most: 1024 };
const heads: Bound = { least: 1, most: 4096 };
const inner: Bound = { least: 1, most: 1_048_576 };
const rows: Bound = { least: 1, most: 16_777_216 };
const epsilon: Bound = { above: 0, most: 1 };
const rotaryBase: Bound = { above: 0, most: 1e12 };

/**
 * The numbers that sizes of tensors and loops follow, in every spelling that is read: well beyond what is published, well below
 * what memory is exhausted by. Which of them a model needs is its architecture's to know.
 */
const bounds: Readonly<Record<string, Bound>> = {
  ...{ hidden_size: width, dim: width, d_model: width, n_embd: width, head_dim: width, d_kv: width },
  ...{ num_hidden_layers: layers, n_layers: layers, num_layers: layers, n_layer: layers },
  ...{
    num_attention_heads: heads,
    n_heads: heads,
    num_heads: heads,
    n_head: heads,
    num_key_value_heads: heads,
  },
  ...{ intermediate_size: inner, hidden_dim: inner, d_ff: inner, n_inner: inner },
  ...{ vocab_size: rows, max_position_embeddings: rows, n_positions: rows, max_trained_positions: rows },
  ...{ type_vocab_size: { least: 0, most: 65_536 }, pad_vocab_size_multiple: width },
  ...{ sliding_window: rows, local_attention: rows, max_window_layers: { least: 0, most: 65_536 } },
  ...{ global_attn_every_n_layers: layers, sliding_window_pattern: layers },
  ...{ relative_attention_num_buckets: width, relative_attention_max_distance: rows },
  ...{ layer_norm_eps: epsilon, layer_norm_epsilon: epsilon, norm_eps: epsilon, rms_norm_eps: epsilon },
  ...{ rope_theta: rotaryBase, global_rope_theta: rotaryBase, local_rope_theta: rotaryBase },
  ...{ rope_local_base_freq: rotaryBase, rotary_emb_base: rotaryBase },
};

function isWithin(value: unknown, bound: Bound): boolean {
  if (typeof value !== "number" || value > bound.most) return false;
  return "least" in bound ? Number.isInteger(value) && value >= bound.least : value > bound.above;
}

function spelled(bound: Bound): string {
  return "least" in bound
    ? `an integer from ${bound.least} to ${bound.most}`
    : `a number above ${bound.above}, ${bound.most} at most`;
}

function outside(file: string, key: string, value: unknown, wanted: string): IsovecError {
  const shown = (JSON.stringify(value) ?? "nothing").slice(0, 60);
  return new IsovecError("ModelCorrupt", `${file}: ${key} is ${shown}, not ${wanted}.`, {
    remedy: "Fetch the model again, or correct the key.",
  });
}

/**
 * Holds the numbers of config.json to their bounds. A key that is absent or null is left to what reads it.
 * @throws IsovecError `ModelCorrupt` that names the key and its bound
 */
export function assertConfigBounds(config: JsonObject, files: ModelFiles): void {
  for (const [key, bound] of Object.entries(bounds)) {
    const value = config[key] ?? undefined;
    if (value === undefined || isWithin(value, bound)) continue;
    throw outside(spelledPath(files, "config.json"), key, value, spelled(bound));
  }
}

/** From here on transformers' `VERY_LARGE_INTEGER`, which says that there is no limit. */
const unlimited = 1e30;

/**
 * Holds a length that a text is cut to: an integer, or 1e30 for none.
 * @throws IsovecError `ModelCorrupt` that names the key and its bound
 */
export function assertLength(
  config: JsonObject | undefined,
  key: string,
  files: ModelFiles,
  path: string,
): void {
  const value = config?.[key] ?? undefined;
  if (value === undefined || isWithin(value, rows)) return;
  if (typeof value === "number" && value >= unlimited && Number.isFinite(value)) return;
  throw outside(spelledPath(files, path), key, value, `${spelled(rows)}, or 1e30 for none`);
}
