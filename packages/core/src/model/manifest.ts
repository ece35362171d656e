import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { containedFile } from "./contained-file.ts";
import { folderFiles } from "./folder-files.ts";
import { type ModelManifest, parseManifest } from "./parse-manifest.ts";

/** @throws IsovecError `ModelCorrupt` when the folder has a manifest that is not one. */
export async function readManifest(directory: string): Promise<ModelManifest | undefined> {
  return parseManifest(folderFiles(directory));
}

/** sha256 of a file, hex, read as a stream. */
export async function sha256OfFile(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 }))
    digest.update(block as Buffer);
  return digest.digest("hex");
}

/**
 * Holds every file of the folder against the manifest.
 * @throws IsovecError `ModelCorrupt` that names the first file that is missing, cut short or changed.
 */
export async function verifyManifest(directory: string, manifest: ModelManifest): Promise<void> {
  const remedy =
    "The model is damaged: restore the file, fetch the model again, or pack it again with `isovec pack`.";
  for (const { path, bytes, sha256 } of manifest.files) {
    const file = await containedFile(directory, path);
    if (file === undefined) {
      throw new IsovecError("ModelCorrupt", `${join(directory, path)} is missing.`, { remedy });
    }
    const { size } = await stat(file);
    if (size !== bytes) {
      throw new IsovecError("ModelCorrupt", `${file} has ${size} bytes; its manifest says ${bytes}.`, {
        remedy,
      });
    }
    if ((await sha256OfFile(file)) !== sha256) {
      throw new IsovecError(
        "ModelCorrupt",
        `${file} does not have the sha256 of its manifest: its content has changed.`,
        { remedy },
      );
    }
  }
}
