import { IsovecError } from "../errors/isovec-error.ts";
import { assertConfigBounds, assertLength } from "./config-bounds.ts";
import { maximumTokens } from "./maximum-tokens.ts";
import type { ModelCard, TokenizerFiles } from "./model-card.ts";
import { type ModelFiles, spelledPath } from "./model-files.ts";
import { type DenseReader, readSteps, widthOf } from "./postprocess-steps.ts";
import { readPrompts } from "./prompts.ts";
import { configNumber, type JsonObject, readObject, readOptionalObject } from "./read-json.ts";
import { sha256OfBytes } from "./sha256.ts";

function requiredNumber(config: JsonObject, files: ModelFiles, ...keys: readonly string[]): number {
  const value = configNumber(config, ...keys);
  if (value !== undefined && Number.isInteger(value) && value > 0) return value;
  throw new IsovecError("ModelCorrupt", `${spelledPath(files, "config.json")} has no usable ${keys[0]}.`, {
    remedy: "Fetch the model again.",
  });
}

function lowercases(normalizer: unknown): boolean {
  if (typeof normalizer !== "object" || normalizer === null) return false;
  const { type, lowercase, normalizers } = normalizer as JsonObject;
  if (type === "Lowercase" || (type === "BertNormalizer" && lowercase === true)) return true;
  return Array.isArray(normalizers) && normalizers.some(lowercases);
}

/** `do_lower_case` of sentence_bert_config.json puts a lower-casing in front, unless the tokenizer has one. */
function withLowerCasing(definition: JsonObject, sentenceConfig: JsonObject | undefined): JsonObject {
  const own = definition["normalizer"];
  if (sentenceConfig?.["do_lower_case"] !== true || lowercases(own)) return definition;
  const rest = own === null || own === undefined ? [] : [own];
  return { ...definition, normalizer: { type: "Sequence", normalizers: [{ type: "Lowercase" }, ...rest] } };
}

async function readTokenizerFiles(
  files: ModelFiles,
  sentenceConfig: JsonObject | undefined,
): Promise<TokenizerFiles> {
  const definition = withLowerCasing(await readObject(files, "tokenizer.json"), sentenceConfig);
  const config = (await readOptionalObject(files, "tokenizer_config.json")) ?? {};
  // Truncation and padding are ours to do, so what the file says of them does not change the ids.
  const { truncation: _truncation, padding: _padding, ...meaning } = definition;
  return {
    definition,
    config,
    sha256: await sha256OfBytes(new TextEncoder().encode(JSON.stringify(meaning))),
  };
}

function truncateDimensions(
  config: JsonObject | undefined,
  width: number,
  files: ModelFiles,
): number | undefined {
  const cut = config?.["truncate_dim"];
  if (cut === undefined || cut === null) return undefined;
  if (typeof cut === "number" && Number.isInteger(cut) && cut > 0 && cut <= width) return cut;
  throw new IsovecError(
    "ModelCorrupt",
    `${spelledPath(files, "config_sentence_transformers.json")}: truncate_dim ${JSON.stringify(cut)} is not 1 to ${width}.`,
    { remedy: "Fetch the model again." },
  );
}

/** What a checkpoint's metadata say, before its name and its weights. */
export type ModelMetadata = Omit<
  ModelCard,
  "name" | "directory" | "weightsFile" | "weightsSha256" | "weightsFingerprint"
>;

/**
 * Reads and checks the metadata of a checkpoint in Hugging Face layout.
 * @throws IsovecError `ModelNotFound` for what is missing, `ModelCorrupt` for what is damaged or does not fit together.
 */
export async function readMetadata(files: ModelFiles, readDense: DenseReader): Promise<ModelMetadata> {
  const config = await readObject(files, "config.json");
  assertConfigBounds(config, files);
  const sentenceConfig = await readOptionalObject(files, "sentence_bert_config.json");
  assertLength(sentenceConfig, "max_seq_length", files, "sentence_bert_config.json");
  const libraryConfig = await readOptionalObject(files, "config_sentence_transformers.json");
  const tokenizer = await readTokenizerFiles(files, sentenceConfig);
  assertLength(tokenizer.config, "model_max_length", files, "tokenizer_config.json");
  const hiddenSize = requiredNumber(config, files, "hidden_size", "dim", "d_model", "n_embd");
  const steps = await readSteps(files, hiddenSize, readDense);
  const width = widthOf(steps, hiddenSize);
  const cut = truncateDimensions(libraryConfig, width, files);
  return {
    architecture: String(config["model_type"] ?? "unknown"),
    config,
    hiddenSize,
    vocabularySize: requiredNumber(config, files, "vocab_size"),
    maxTokens: maximumTokens(sentenceConfig, tokenizer.config, config),
    tokenizer,
    prompts: readPrompts(libraryConfig),
    steps,
    truncateDimensions: cut,
    dimensions: cut ?? width,
  };
}
