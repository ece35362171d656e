import type { Json, JsonDamage } from "./json-damage.ts";

/** Spelt as JSON, so that numbers stand in the file as they are written. */
const counts = ["0", "-1", "1.5", "1e12", "1e400", '"12"', "[]", "true"];
const measures = ["0", "-1", "1e30", '"1"', "{}"];

const countKeys = [
  ...["hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "intermediate_size"],
  ...["head_dim", "vocab_size", "max_position_embeddings", "sliding_window", "n_layer", "d_model"],
];
const measureKeys = ["layer_norm_eps", "rms_norm_eps", "rope_theta"];

function withValue(value: Json, key: string, spelled: string): string {
  const placeholder = "\u{F0000}value";
  return JSON.stringify({ ...value, [key]: placeholder }).replace(JSON.stringify(placeholder), spelled);
}

function damages(file: string, keys: readonly string[], values: readonly string[]): JsonDamage[] {
  return keys.flatMap((key) =>
    values.map((spelled) => ({
      name: `${key} ${spelled}`,
      key,
      file,
      change: (value: Json) => withValue(value, key, spelled),
    })),
  );
}

const lengths = ["0", "-1", "1.5", "1e12", '"512"', "[512]"];

/** Sizes, measures and lengths that no checkpoint has. */
export const configDamages: readonly JsonDamage[] = [
  ...damages("config.json", countKeys, counts),
  ...damages("config.json", measureKeys, measures),
  ...damages("config.json", ["num_hidden_layers"], ["1e9", "1025"]),
  ...damages("sentence_bert_config.json", ["max_seq_length"], lengths),
  ...damages("tokenizer_config.json", ["model_max_length"], lengths),
];
