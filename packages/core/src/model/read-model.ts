import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { readDense } from "./dense-module.ts";
import { folderFiles } from "./folder-files.ts";
import { readManifest, sha256OfFile, verifyManifest } from "./manifest.ts";
import type { ModelCard } from "./model-card.ts";
import { readMetadata } from "./read-metadata.ts";
import { weightsFingerprint } from "./weights-fingerprint.ts";

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
  const listed = manifest?.files.find((file) => file.path === "model.safetensors");
  return {
    ...metadata,
    name: manifest?.name ?? basename(directory),
    directory,
    weightsFile,
    weightsSha256: listed?.sha256 ?? (await sha256OfFile(weightsFile)),
    weightsFingerprint: manifest?.weightsFingerprint ?? (await weightsFingerprint(weightsFile)),
  };
}
