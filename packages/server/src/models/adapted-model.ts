import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { cachedConversion } from "@isovec/backends/convert";
import {
  type AdapterConfig,
  adaptedTensors,
  adapterConfigFile,
  adapterWeightsFile,
  containedFile,
  findWeights,
  folderFiles,
  IsovecError,
  manifestFile,
  probesFile,
  readAdapterConfig,
  readManifest,
  SafetensorsFile,
  sha256OfFile,
  sha256OfWeights,
  verifyManifest,
  weightsFingerprint,
  writeManifest,
  writeSafetensors,
} from "@isovec/core";
import { modelFileNames } from "./model-file-names.ts";

const weightsName = "model.safetensors";

/** Raised whenever another model comes of the same base and adapter. */
const mergeVersion = 1;

/** What a folder's content is: the hash of its manifest, or those of its files and its weights where there is none. */
async function identityOf(directory: string, weights: () => Promise<string>): Promise<readonly string[]> {
  const manifest = await containedFile(directory, manifestFile);
  if (manifest !== undefined) return [await sha256OfFile(manifest)];
  const hashes = [await weights()];
  for (const path of [...(await modelFileNames(directory)), probesFile].sort()) {
    const file = await containedFile(directory, path);
    if (file !== undefined) hashes.push(`${path} ${await sha256OfFile(file)}`);
  }
  return hashes;
}

async function verify(directory: string): Promise<void> {
  const manifest = await readManifest(directory);
  if (manifest !== undefined) await verifyManifest(directory, manifest);
}

/** Copies an ordinary file of a model. @returns whether there is one */
async function copied(directory: string, path: string, target: string): Promise<boolean> {
  const file = await containedFile(directory, path);
  if (file === undefined) return false;
  await mkdir(dirname(join(target, path)), { recursive: true });
  await copyFile(file, join(target, path));
  return true;
}

interface Adaptation {
  readonly adapter: string;
  readonly config: AdapterConfig;
  readonly base: string;
}

/** The base's files under the adapter's own, with the weights of both. */
async function write({ adapter, config, base }: Adaptation, target: string): Promise<void> {
  await verify(base);
  await verify(adapter);
  const paths = new Set<string>();
  for (const directory of [base, adapter]) {
    for (const path of await modelFileNames(directory)) {
      if (path !== adapterConfigFile && (await copied(directory, path, target))) paths.add(path);
    }
  }
  if (await copied(adapter, probesFile, target)) paths.add(probesFile);
  const weights = await SafetensorsFile.open(await findWeights(base));
  try {
    const change = await SafetensorsFile.open(join(adapter, adapterWeightsFile));
    try {
      await writeSafetensors(join(target, weightsName), adaptedTensors(weights, change, config.scale));
    } finally {
      await change.close();
    }
  } finally {
    await weights.close();
  }
  const own = await readManifest(adapter);
  const fingerprint = await weightsFingerprint(join(target, weightsName));
  if (own?.weightsFingerprint !== undefined && own.weightsFingerprint !== fingerprint) {
    throw new IsovecError(
      "ModelCorrupt",
      `With ${base} as its base the adapter ${adapter} does not become what its manifest says.`,
      { remedy: `It was made for another ${config.base}: fetch both again.` },
    );
  }
  await writeManifest(
    target,
    {
      name: own?.name ?? basename(adapter),
      source: own?.source ?? `${config.base} and an adapter`,
      licence: own?.licence ?? "unknown",
      weightsDtype: "fp16",
      weightsFingerprint: fingerprint,
    },
    [...paths, weightsName],
  );
}

/**
 * A model whose folder holds an adapter (PEFT's LoRA: `adapter_config.json`, `adapter_model.safetensors`) is its base with
 * something added to some weights. The sum is made once and kept in the cache as a checkpoint of its own, so that every
 * engine loads it as it loads any other.
 * @param findBase folder of the base by the name that the adapter gives it
 * @returns the folder itself where it holds no adapter
 * @throws IsovecError `ModelCorrupt` for an adapter that cannot be merged or does not fit, `BackendUnavailable` when the cache
 *   cannot be written, and what `findBase` throws
 */
export async function adaptedModel(
  directory: string,
  cacheDirectory: string,
  findBase: (name: string) => Promise<string>,
): Promise<string> {
  if ((await containedFile(directory, weightsName)) !== undefined) return directory;
  const config = await readAdapterConfig(folderFiles(directory));
  if (config === undefined) return directory;
  if ((await containedFile(directory, adapterWeightsFile)) === undefined) {
    throw new IsovecError("ModelNotFound", `The adapter ${directory} has no ${adapterWeightsFile}.`, {
      remedy: `It has an ${adapterConfigFile}: fetch the rest of it too.`,
    });
  }
  const base = await findBase(config.base);
  return cachedConversion(cacheDirectory, {
    modelName: basename(directory),
    format: "adapted",
    meaning: [
      mergeVersion,
      await identityOf(base, async () => sha256OfWeights(await findWeights(base))),
      await identityOf(directory, () => sha256OfFile(join(directory, adapterWeightsFile))),
      config.scale,
    ],
    // The other files are held against the manifest whenever the model is read.
    names: [manifestFile],
    write: (target) => write({ adapter: directory, config, base }, target),
  });
}
