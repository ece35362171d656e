import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  contributingTensors,
  formatProbeSet,
  fp32ToFp16,
  IsovecError,
  type ModelCard,
  manifestFile,
  probesFile,
  readModel,
  SafetensorsFile,
  type TensorToWrite,
  writeManifest,
  writeSafetensors,
} from "@isovec/core";
import { makeReferenceProbes } from "../embedding/probe-source.ts";
import { assertPackable } from "./output-folder.ts";

export interface PackOptions {
  /** Folder of the checkpoint. */
  readonly source: string;
  /** Folder of the packed model. Files of a former pack are replaced, others are left alone. */
  readonly target: string;
  readonly name: string;
  /** Where the weights come from, for people: a hub id. */
  readonly origin: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Folder for files derived from the checkpoint on the way. */
  readonly cacheDirectory: string;
}

const weightsName = "model.safetensors";

/** The metadata that a vector depends on; whatever else lies in the folder stays behind. */
const metadataFiles: readonly string[] = [
  "config.json",
  "modules.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
  "special_tokens_map.json",
  "tokenizer.json",
  "tokenizer_config.json",
];

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Metadata at the top and the files of the module folders (`1_Pooling`, `2_Dense`), relative, forward slashes. */
async function filesToCopy(source: string): Promise<string[]> {
  const files: string[] = [];
  for (const file of metadataFiles) if (await exists(join(source, file))) files.push(file);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (!entry.isDirectory() || !/^\d+_\w+$/.test(entry.name)) continue;
    for (const file of await readdir(join(source, entry.name))) files.push(`${entry.name}/${file}`);
  }
  return files;
}

/** @throws IsovecError `ModelCorrupt` when a value has no fp16. */
function roundToHalf(values: Float32Array, name: string, file: string): Uint8Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest < 65520)) {
    throw new IsovecError("ModelCorrupt", `Tensor ${name} of ${file} holds ${largest}, which fp16 cannot.`, {
      remedy: "This model cannot be packed as fp16; use its own folder.",
    });
  }
  return new Uint8Array(fp32ToFp16(values).buffer);
}

/** The tensors that a vector depends on, as fp16, one read at a time. */
function halfTensors(weights: SafetensorsFile): TensorToWrite[] {
  return contributingTensors(weights).map((name) => {
    const { shape } = weights.entry(name);
    return {
      name,
      dtype: "F16",
      shape,
      bytes: 2 * shape.reduce((product, size) => product * size, 1),
      read: async () => roundToHalf(await weights.readFloats(name), name, weights.path),
    };
  });
}

/**
 * Writes a checkpoint as fp16 with its metadata and a manifest of sizes and hashes. The manifest comes last, so that
 * a pack that was interrupted is no model.
 * @returns the card of the packed model, read back and verified
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`, `InputInvalid` when source and target are one folder.
 */
export async function packModel(options: PackOptions): Promise<ModelCard> {
  const source = resolve(options.source);
  const target = resolve(options.target);
  if (source === target) {
    throw new IsovecError("InputInvalid", `${source} cannot be packed into itself.`, {
      remedy: "Name another folder with --output.",
    });
  }
  await assertPackable(target);
  const card = await readModel(source);
  await mkdir(target, { recursive: true });
  await rm(join(target, manifestFile), { force: true });

  const files = await filesToCopy(source);
  for (const file of files) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await writeFile(join(target, file), await readFile(join(source, file)));
  }
  const unfinished = join(target, `${weightsName}.unfinished`);
  const weights = await SafetensorsFile.open(card.weightsFile);
  try {
    await writeSafetensors(unfinished, halfTensors(weights));
  } finally {
    await weights.close();
  }
  await rename(unfinished, join(target, weightsName));
  // Of the source, not of the rounded copy: engines are held against the original.
  const probes = await makeReferenceProbes(card, options.cacheDirectory);
  if (probes !== undefined) {
    await writeFile(join(target, probesFile), formatProbeSet(probes));
    files.push(probesFile);
  }

  await writeManifest(
    target,
    {
      name: options.name,
      source: options.origin,
      licence: options.licence,
      weightsDtype: "fp16",
      weightsFingerprint: card.weightsFingerprint,
    },
    [...files, weightsName],
  );
  return readModel(target);
}
