import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  adapterWeightsFile,
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
import { readableModel } from "./find-model.ts";
import { modelFileNames } from "./model-file-names.ts";
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

/** Metadata and weights without a manifest, which is no model yet. @returns the files, relative to the target */
async function writeFiles(source: string, target: string, weightsFile: string): Promise<string[]> {
  await mkdir(target, { recursive: true });
  await rm(join(target, manifestFile), { force: true });
  const files = await modelFileNames(source);
  for (const file of files) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await writeFile(join(target, file), await readFile(join(source, file)));
  }
  const name = basename(weightsFile) === adapterWeightsFile ? adapterWeightsFile : weightsName;
  const unfinished = join(target, `${name}.unfinished`);
  const weights = await SafetensorsFile.open(weightsFile);
  try {
    await writeSafetensors(unfinished, halfTensors(weights));
  } finally {
    await weights.close();
  }
  await rename(unfinished, join(target, name));
  return [...files, name];
}

/** Probes and the manifest, which comes last, so that a pack that was interrupted is no model. */
async function finish(
  target: string,
  files: readonly string[],
  { name, origin, licence, cacheDirectory }: PackOptions,
  card: ModelCard,
): Promise<void> {
  const probes = await makeReferenceProbes(card, cacheDirectory);
  if (probes !== undefined) await writeFile(join(target, probesFile), formatProbeSet(probes));
  const { weightsFingerprint } = card;
  await writeManifest(
    target,
    { name, source: origin, licence, weightsDtype: "fp16", weightsFingerprint },
    probes === undefined ? files : [...files, probesFile],
  );
}

/**
 * Writes a checkpoint, or an adapter to one, as fp16 with its metadata and a manifest of sizes and hashes.
 * @returns the card of the packed model, read back and verified
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`, `InputInvalid` when source and target are one folder.
 */
export async function packModel(options: PackOptions): Promise<ModelCard> {
  const { cacheDirectory } = options;
  const source = resolve(options.source);
  const target = resolve(options.target);
  if (source === target) {
    throw new IsovecError("InputInvalid", `${source} cannot be packed into itself.`, {
      remedy: "Name another folder with --output.",
    });
  }
  await assertPackable(target);
  const merge = (folder: string): Promise<string> => readableModel(folder, cacheDirectory);
  if ((await merge(source)) === source) {
    const card = await readModel(source);
    // Probes are the source's, not those of the rounded copy: engines are held against the original.
    await finish(target, await writeFiles(source, target, card.weightsFile), options, card);
    return readModel(target);
  }
  const files = await writeFiles(source, target, join(source, adapterWeightsFile));
  // Of the rounded adapter: what it makes of the base is the model.
  await finish(target, files, options, await readModel(await merge(target)));
  return readModel(await merge(target));
}
