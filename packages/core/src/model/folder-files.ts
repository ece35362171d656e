import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelFiles } from "./model-files.ts";

/** No metadata file of a real checkpoint comes near it; the largest tokenizers have about 35 MB. */
const largestMetadataFile = 256 * 1024 * 1024;

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** The files of a folder on disk. */
export function folderFiles(directory: string): ModelFiles {
  return {
    location: directory,
    readText: async (path) => {
      const file = join(directory, path);
      try {
        const { size } = await stat(file);
        if (size > largestMetadataFile) {
          throw new IsovecError("ModelCorrupt", `${file} has ${size} bytes, too many for a metadata file.`, {
            remedy: "Fetch the model again.",
          });
        }
        return await readFile(file, "utf8");
      } catch (error) {
        if (isMissing(error)) return undefined;
        if (IsovecError.is(error)) throw error;
        throw new IsovecError("ModelCorrupt", `${file} cannot be read: ${(error as Error).message}.`, {
          remedy: "Check the file's permissions.",
          cause: error,
        });
      }
    },
  };
}
