import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  createTokenizer,
  IsovecError,
  type ModelCard,
  type ModelManifest,
  probesFile,
  readModel,
  type TokenBackend,
  weightsFingerprint,
  writeManifest,
  writeSafetensors,
} from "@isovec/core";
import { quantizeTable, type TokenTable, tableTensors } from "../static/token-table.ts";
import { principalComponents, project } from "./principal-components.ts";
import { writeStaticProbes } from "./static-probes.ts";
import { staticTokenizer } from "./static-tokenizer.ts";
import { tokenVectors } from "./token-vectors.ts";

export interface DistillOptions {
  /** Components of a token's vector. Default 256, or the model's own where it has fewer. */
  readonly dimensions?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

const weightsFile = "model.safetensors";

/** The table reads a text to its end. */
const maximumTokens = 1_000_000;

/** The files of a static model, a manifest last. */
export const staticModelFiles: readonly string[] = [
  "config.json",
  "modules.json",
  "sentence_bert_config.json",
  "1_Pooling/config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  weightsFile,
  probesFile,
];

function metadata(card: ModelCard, dimensions: number): Readonly<Record<string, unknown>> {
  const { config } = card.tokenizer;
  return {
    "config.json": { model_type: "static", hidden_size: dimensions, vocab_size: card.vocabularySize },
    "modules.json": [
      { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
      { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
      { idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
    ],
    "sentence_bert_config.json": { max_seq_length: maximumTokens, do_lower_case: false },
    "1_Pooling/config.json": { word_embedding_dimension: dimensions, pooling_mode_mean_tokens: true },
    "tokenizer.json": staticTokenizer(card.tokenizer.definition),
    "tokenizer_config.json": { ...config, model_max_length: maximumTokens },
  };
}

function writeTable(file: string, { values, scales, dimensions }: TokenTable): Promise<void> {
  const rows = scales.length;
  return writeSafetensors(file, [
    {
      name: tableTensors.values,
      dtype: "I8",
      shape: [rows, dimensions],
      bytes: values.byteLength,
      read: async () => new Uint8Array(values.buffer),
    },
    {
      name: tableTensors.scales,
      dtype: "F32",
      shape: [rows],
      bytes: scales.byteLength,
      read: async () => new Uint8Array(scales.buffer),
    },
  ]);
}

/**
 * Writes a table of a checkpoint's tokens as a model, its probes and a manifest of hashes with it.
 * @param card the checkpoint's: its tokenizer is the table's
 */
export async function writeStaticModel(
  card: ModelCard,
  table: TokenTable,
  directory: string,
  about: Pick<ModelManifest, "name" | "source" | "licence">,
): Promise<void> {
  for (const [path, content] of Object.entries(metadata(card, table.dimensions))) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), `${JSON.stringify(content)}\n`);
  }
  await writeTable(join(directory, weightsFile), table);
  const described = {
    ...about,
    weightsDtype: "int8",
    weightsFingerprint: await weightsFingerprint(join(directory, weightsFile)),
  };
  const withoutProbes = staticModelFiles.filter((path) => path !== probesFile);
  await writeManifest(directory, described, withoutProbes);
  await writeStaticProbes(await readModel(directory), table);
  await writeManifest(directory, described, staticModelFiles);
}

/**
 * Makes a static model of a checkpoint: each token through the model, reduced to its principal components, weighted by
 * log(1 + rank) where the vocabulary lists frequent tokens first (the vocabulary's order is the rank), as signed bytes.
 * @param backend an engine that gives the checkpoint's token states
 * @throws IsovecError `Cancelled`, `InputInvalid` for more dimensions than the model has.
 */
export async function distillModel(
  card: ModelCard,
  backend: TokenBackend,
  directory: string,
  options: DistillOptions = {},
): Promise<void> {
  const { signal, onProgress } = options;
  const dimensions = options.dimensions ?? Math.min(256, card.hiddenSize);
  if (dimensions > card.hiddenSize) {
    throw new IsovecError(
      "InputInvalid",
      `dimensions is ${dimensions}, but ${card.name} has ${card.hiddenSize}.`,
      {
        remedy: `Ask for 1 to ${card.hiddenSize} dimensions.`,
      },
    );
  }
  const { vocabularySize, hiddenSize } = card;
  onProgress?.(`distilling ${card.name}: ${vocabularySize} tokens`);
  const vectors = await tokenVectors(backend, createTokenizer(card), vocabularySize, { signal });
  const components = await principalComponents(vectors, hiddenSize, dimensions, signal);
  const weights = Float32Array.from({ length: vocabularySize }, (_, rank) => Math.log(1 + rank));
  const table = quantizeTable(await project(vectors, hiddenSize, components, signal), dimensions, weights);
  await writeStaticModel(card, table, directory, {
    name: `${card.name}-static`,
    source: `distilled from ${card.name}`,
    licence: "as the model it is distilled from",
  });
}
