import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { readManifest, sha256OfFile, verifyManifest } from "./manifest.ts";
import { maximumTokens } from "./maximum-tokens.ts";
import type { ModelCard, TokenizerFiles } from "./model-card.ts";
import { readSteps, widthOf } from "./postprocess-steps.ts";
import { readPrompts } from "./prompts.ts";
import { configNumber, type JsonObject, readObject, readOptionalObject } from "./read-json.ts";
import { weightsFingerprint } from "./weights-fingerprint.ts";

function requiredNumber(config: JsonObject, directory: string, ...keys: readonly string[]): number {
  const value = configNumber(config, ...keys);
  if (value !== undefined && Number.isInteger(value) && value > 0) return value;
  throw new IsovecError("ModelCorrupt", `${join(directory, "config.json")} has no usable ${keys[0]}.`, {
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
  directory: string,
  sentenceConfig: JsonObject | undefined,
): Promise<TokenizerFiles> {
  const definition = withLowerCasing(await readObject(directory, "tokenizer.json"), sentenceConfig);
  const config = (await readOptionalObject(directory, "tokenizer_config.json")) ?? {};
  // Truncation and padding are ours to do, so what the file says of them does not change the ids.
  const { truncation: _truncation, padding: _padding, ...meaning } = definition;
  return { definition, config, sha256: createHash("sha256").update(JSON.stringify(meaning)).digest("hex") };
}

async function findWeights(directory: string): Promise<string> {
  const file = join(directory, "model.safetensors");
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );
  if (await exists(file)) return file;
  const pickled = await exists(join(directory, "pytorch_model.bin"));
  throw new IsovecError("ModelNotFound", `The model folder ${directory} has no model.safetensors.`, {
    remedy: pickled
      ? "Its pytorch_model.bin could run code when loaded and is never read: save the model as safetensors."
      : "Fetch the model again.",
  });
}

async function assertFolder(directory: string): Promise<void> {
  const stats = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    throw new IsovecError(
      "ModelNotFound",
      `The model folder ${directory} cannot be opened (${error.code}).`,
      {
        remedy: "Check the path, or name a bundled model (see `isovec models`).",
        cause: error,
      },
    );
  });
  if (stats.isDirectory()) return;
  throw new IsovecError("ModelNotFound", `${directory} is a file, not a model folder.`, {
    remedy: "Name the folder that holds config.json and model.safetensors.",
  });
}

function truncateDimensions(
  config: JsonObject | undefined,
  width: number,
  directory: string,
): number | undefined {
  const cut = config?.["truncate_dim"];
  if (cut === undefined || cut === null) return undefined;
  if (typeof cut === "number" && Number.isInteger(cut) && cut > 0 && cut <= width) return cut;
  throw new IsovecError(
    "ModelCorrupt",
    `${join(directory, "config_sentence_transformers.json")}: truncate_dim ${JSON.stringify(cut)} is not 1 to ${width}.`,
    { remedy: "Fetch the model again." },
  );
}

/**
 * Reads and checks a checkpoint in Hugging Face layout. With a manifest, every file is held against it first.
 * @throws IsovecError `ModelNotFound` for what is missing, `ModelCorrupt` for what is damaged or does not fit together.
 */
export async function readModel(path: string): Promise<ModelCard> {
  const directory = resolve(path);
  await assertFolder(directory);
  const manifest = await readManifest(directory);
  if (manifest !== undefined) await verifyManifest(directory, manifest);

  const config = await readObject(directory, "config.json");
  const sentenceConfig = await readOptionalObject(directory, "sentence_bert_config.json");
  const libraryConfig = await readOptionalObject(directory, "config_sentence_transformers.json");
  const tokenizer = await readTokenizerFiles(directory, sentenceConfig);
  const hiddenSize = requiredNumber(config, directory, "hidden_size", "dim", "d_model");
  const steps = await readSteps(directory, hiddenSize);
  const width = widthOf(steps, hiddenSize);
  const cut = truncateDimensions(libraryConfig, width, directory);
  const weightsFile = await findWeights(directory);
  const listed = manifest?.files.find((file) => file.path === "model.safetensors");
  return {
    name: manifest?.name ?? basename(directory),
    directory,
    architecture: String(config["model_type"] ?? "unknown"),
    config,
    hiddenSize,
    vocabularySize: requiredNumber(config, directory, "vocab_size"),
    maxTokens: maximumTokens(sentenceConfig, tokenizer.config, config),
    tokenizer,
    prompts: readPrompts(libraryConfig),
    steps,
    truncateDimensions: cut,
    dimensions: cut ?? width,
    weightsFile,
    weightsSha256: listed?.sha256 ?? (await sha256OfFile(weightsFile)),
    weightsFingerprint: manifest?.weightsFingerprint ?? (await weightsFingerprint(weightsFile)),
  };
}
