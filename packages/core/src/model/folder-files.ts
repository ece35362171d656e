import { IsovecError } from "../errors/isovec-error.ts";
import { decodeText } from "./bounded-json.ts";
import { containedFile, openOrdinary } from "./contained-file.ts";
import type { ModelFiles } from "./model-files.ts";

/** The largest tokenizers have about 35 MB; nothing else of a checkpoint's metadata has one. */
const largestTokenizer = 64 * 1024 * 1024;
const largestOther = 16 * 1024 * 1024;

async function readBounded(file: string, limit: number): Promise<string> {
  const handle = await openOrdinary(file);
  try {
    const { size } = await handle.stat();
    if (size > limit) {
      throw new IsovecError("ModelCorrupt", `${file} has ${size} bytes, too many for a metadata file.`, {
        remedy: "Fetch the model again.",
      });
    }
    return decodeText(await handle.readFile());
  } finally {
    await handle.close();
  }
}

/**
 * The files of a folder on disk.
 * `readText` reads ordinary files inside of the folder only, in UTF-8.
 */
export function folderFiles(directory: string): ModelFiles {
  return {
    location: directory,
    readText: async (path) => {
      const file = await containedFile(directory, path);
      if (file === undefined) return undefined;
      try {
        return await readBounded(file, path === "tokenizer.json" ? largestTokenizer : largestOther);
      } catch (error) {
        if (IsovecError.is(error)) throw error;
        if (error instanceof SyntaxError) {
          throw new IsovecError("ModelCorrupt", `${file} is not usable: ${error.message}.`, {
            remedy: "Save it as UTF-8 without a byte order mark, or fetch the model again.",
          });
        }
        throw new IsovecError("ModelCorrupt", `${file} cannot be read: ${(error as Error).message}.`, {
          remedy: "Check the file's permissions.",
          cause: error,
        });
      }
    },
  };
}
