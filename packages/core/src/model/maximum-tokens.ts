import { configNumber, type JsonObject } from "./read-json.ts";

/** Families whose first position is `pad_token_id + 1`: that many rows of their position table are never used. */
const positionsAfterPadding: ReadonlySet<string> = new Set(["roberta", "xlm-roberta", "camembert", "mpnet"]);

/** How many tokens the position table has room for; undefined for architectures without such a table. */
function positionLimit(config: JsonObject): number | undefined {
  // T5 has relative positions only; the `n_positions` of its older configurations limits nothing in transformers.
  if (config["model_type"] === "t5") return undefined;
  const rows = configNumber(config, "max_position_embeddings", "n_positions");
  if (rows === undefined || rows <= 0) return undefined;
  if (!positionsAfterPadding.has(String(config["model_type"]))) return rows;
  return rows - ((configNumber(config, "pad_token_id") ?? 1) + 1);
}

/**
 * The most tokens of one text. sentence_bert_config.json outranks tokenizer_config.json, as in sentence-transformers;
 * neither may exceed the position table. The `truncation` of tokenizer.json does not count: for all-MiniLM-L6-v2 it
 * says 128, tokenizer_config.json 512, and 256 is right.
 */
export function maximumTokens(
  sentenceConfig: JsonObject | undefined,
  tokenizerConfig: JsonObject | undefined,
  config: JsonObject,
): number {
  const stated =
    configNumber(sentenceConfig ?? {}, "max_seq_length") ??
    configNumber(tokenizerConfig ?? {}, "model_max_length");
  return Math.min(stated ?? 512, positionLimit(config) ?? Number.POSITIVE_INFINITY);
}
