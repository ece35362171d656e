import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { readDense } from "./dense-module.ts";
import { findWeights } from "./find-weights.ts";
import { folderFiles } from "./folder-files.ts";
import { readManifest, verifyManifest } from "./manifest.ts";
import type { ModelCard } from "./model-card.ts";
import { readMetadata } from "./read-metadata.ts";
import { weightsFingerprint } from "./weights-fingerprint.ts";
import { sha256OfWeights } from "./weights-identity.ts";

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

/**
 * Reads and checks a checkpoint in Hugging Face layout. With a manifest, every file is held against it first.
 * @throws IsovecError `ModelNotFound` for what is missing, `ModelCorrupt` for what is damaged or does not fit together.
 */
export async function readModel(path: string): Promise<ModelCard> {
  const directory = resolve(path);
  await assertFolder(directory);
  const manifest = await readManifest(directory);
  if (manifest !== undefined) await verifyManifest(directory, manifest);
  const metadata = await readMetadata(folderFiles(directory), (module, width) =>
    readDense(directory, module, width),
  );
  const weightsFile = await findWeights(directory);
  const listed =
    basename(weightsFile) === "model.safetensors"
      ? manifest?.files.find((file) => file.path === "model.safetensors")
      : undefined;
  return {
    ...metadata,
    name: manifest?.name ?? basename(directory),
    directory,
    weightsFile,
    weightsSha256: listed?.sha256 ?? (await sha256OfWeights(weightsFile)),
    weightsFingerprint: manifest?.weightsFingerprint ?? (await weightsFingerprint(weightsFile)),
  };
}
