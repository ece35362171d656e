import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "./manifest.ts";
import { type ModelManifest, manifestFile } from "./parse-manifest.ts";

/**
 * Writes the manifest of a finished model folder; it comes last, so that a folder that was interrupted is no model.
 * @param paths the files that a vector depends on, relative to the folder, forward slashes
 */
export async function writeManifest(
  directory: string,
  described: Omit<ModelManifest, "files">,
  paths: readonly string[],
): Promise<void> {
  const files: { path: string; bytes: number; sha256: string }[] = [];
  for (const path of [...paths].sort()) {
    const file = join(directory, path);
    files.push({ path, bytes: (await stat(file)).size, sha256: await sha256OfFile(file) });
  }
  const manifest: ModelManifest = { ...described, files };
  await writeFile(join(directory, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
}
