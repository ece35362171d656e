import type { ConfigReader } from "../config-reader.ts";

/** The keys that `readGroupedHeads` reads. */
export const groupedConfigKeys: readonly string[] = [
  "hidden_size",
  "num_attention_heads",
  "num_key_value_heads",
  "head_dim",
  "attention_bias",
];

export interface GroupedHeads {
  readonly hidden: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
  readonly bias: boolean;
}

/**
 * Heads of which several share a key. `hidden_size` need not be their width.
 * @throws IsovecError `ModelCorrupt` for numbers that do not divide each other
 */
export function readGroupedHeads(config: ConfigReader, headSize?: number): GroupedHeads {
  const hidden = config.count("hidden_size");
  const heads = config.count("num_attention_heads");
  const keyHeads = config.count("num_key_value_heads", heads);
  if (heads % keyHeads !== 0) {
    throw config.unusable("num_key_value_heads", keyHeads, `a divisor of num_attention_heads ${heads}`);
  }
  const size = config.count("head_dim", headSize ?? hidden / heads);
  if (size % 2 !== 0) throw config.unusable("head_dim", size, "an even number");
  return { hidden, heads, keyHeads, headSize: size, bias: config.flag("attention_bias", false) };
}
