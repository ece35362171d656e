import { type Activation, activationNamed } from "../blocks/activation.ts";
import type { ConfigReader } from "../config-reader.ts";
import { readRotary, rotaryConfigKeys } from "./rotary-config.ts";

/** The keys of config.json that a NomicBERT's token states depend on, in the spelling of the hub and of transformers. */
export const nomicBertConfigKeys: readonly string[] = [
  ...rotaryConfigKeys,
  ...["n_embd", "n_head", "n_layer", "n_inner", "layer_norm_epsilon", "activation_function"],
  ...["hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size"],
  ...["layer_norm_eps", "hidden_act", "head_dim"],
  ...["vocab_size", "pad_vocab_size_multiple", "type_vocab_size"],
  ...["rotary_emb_base", "rotary_emb_fraction", "qkv_proj_bias", "mlp_fc1_bias", "mlp_fc2_bias"],
];

export const nomicBertTokenTable = "embeddings.word_embeddings.weight";

export interface NomicBertConfig {
  readonly hidden: number;
  readonly heads: number;
  readonly layers: number;
  /** Width of the feed-forward network between its layers. */
  readonly inner: number;
  readonly activation: Activation;
  readonly epsilon: number;
  /** Rows of the token table, of which the tokenizer may know fewer. */
  readonly rows: number;
  readonly tokenTypes: number;
  readonly rotary: { readonly theta: number; readonly scale: number };
  /** Components of a head that positions rotate. */
  readonly rotated: number;
  readonly attentionBias: boolean;
  readonly feedForwardBias: boolean;
}

function roundedUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** What the published code can be told to do and no published checkpoint does. */
const fixedKeys: readonly (readonly [key: string, value: unknown])[] = [
  ["prenorm", false],
  ["parallel_block", false],
  ["use_rms_norm", false],
  ["causal", false],
  ["rotary_emb_interleaved", false],
  ["scale_attn_weights", true],
];

const gates: Readonly<Record<string, string>> = { swiglu: "silu", geglu: "gelu", glu: "sigmoid" };

/** The published code's defaults (nomic-ai/nomic-bert-2048, configuration_hf_nomic_bert.py). */
function readPublished(config: ConfigReader, maxTokens: number): NomicBertConfig {
  for (const [key, value] of fixedKeys) {
    if (config.flag(key, value === true) !== value) throw config.unsupported(key, !value, String(value));
  }
  for (const key of ["num_experts", "rotary_emb_scale_base"]) {
    if (config.has(key)) throw config.unsupported(key, config.positive(key, 1), "null");
  }
  const trained = config.count("max_trained_positions", 2048);
  if (config.has("rotary_scaling_factor") && maxTokens > trained) {
    // The published code then bends the positions of a whole batch by its longest text.
    const known = `null, or a max_seq_length of at most ${trained} in sentence_bert_config.json`;
    throw config.unsupported("rotary_scaling_factor", config.positive("rotary_scaling_factor", 1), known);
  }
  const hidden = config.count("n_embd");
  const heads = config.count("n_head");
  const activation = config.word("activation_function", "gelu_new");
  const gate = Object.hasOwn(gates, activation) ? gates[activation] : undefined;
  if (gate === undefined) {
    throw config.unsupported("activation_function", activation, Object.keys(gates).join(", "));
  }
  const feedForwardBias = config.flag("mlp_fc1_bias", true);
  if (config.flag("mlp_fc2_bias", true) !== feedForwardBias) {
    throw config.unsupported("mlp_fc2_bias", !feedForwardBias, `mlp_fc1_bias ${feedForwardBias}`);
  }
  return {
    hidden,
    heads,
    layers: config.count("n_layer"),
    inner: roundedUp(config.count("n_inner", Math.floor((8 * hidden) / 3)), 256),
    activation: activationNamed(config, "activation_function", gate),
    epsilon: config.positive("layer_norm_epsilon", 1e-5),
    rows: roundedUp(config.count("vocab_size"), config.count("pad_vocab_size_multiple", 1)),
    tokenTypes: config.count("type_vocab_size", 2),
    rotary: { theta: config.positive("rotary_emb_base", 10_000), scale: 1 },
    rotated: (hidden / heads) * config.positive("rotary_emb_fraction", 0),
    attentionBias: config.flag("qkv_proj_bias", true),
    feedForwardBias,
  };
}

/** Transformers' own port (`NomicBertConfig`), which saves weights in the published layout. */
function readPort(config: ConfigReader): NomicBertConfig {
  const hidden = config.count("hidden_size");
  const heads = config.count("num_attention_heads");
  return {
    hidden,
    heads,
    layers: config.count("num_hidden_layers"),
    inner: config.count("intermediate_size"),
    activation: activationNamed(config, "hidden_act", config.word("hidden_act", "silu")),
    epsilon: config.positive("layer_norm_eps", 1e-12),
    rows: config.count("vocab_size"),
    tokenTypes: config.count("type_vocab_size", 2),
    rotary: readRotary(config, { thetaKey: "rope_theta", theta: 1000, scaled: true }),
    rotated: config.count("head_dim", hidden / heads),
    attentionBias: false,
    feedForwardBias: false,
  };
}

/**
 * @param maxTokens of one text
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable` for what the published code can be told and this cannot
 */
export function readNomicBert(config: ConfigReader, maxTokens: number): NomicBertConfig {
  const read = config.has("n_embd") ? readPublished(config, maxTokens) : readPort(config);
  const { hidden, heads, rotated } = read;
  const headSize = hidden / heads;
  if (!Number.isInteger(headSize) || rotated % 2 !== 0 || rotated > headSize) {
    const key = config.spelling("n_head", "num_attention_heads");
    throw config.unusable(
      key,
      heads,
      `a number that divides ${hidden} into heads with ${rotated} components to rotate`,
    );
  }
  return read;
}
