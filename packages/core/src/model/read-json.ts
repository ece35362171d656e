import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** No metadata file of a real checkpoint comes near it; the largest tokenizers have about 35 MB. */
const largestMetadataFile = 256 * 1024 * 1024;

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/**
 * Reads a JSON file of a model folder that may be absent.
 * @throws IsovecError `ModelCorrupt` when the file is there but unreadable or not the expected JSON.
 */
export async function readOptionalJson(directory: string, path: string): Promise<unknown> {
  const file = join(directory, path);
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > largestMetadataFile) {
      throw new IsovecError("ModelCorrupt", `${file} has ${size} bytes, too many for a metadata file.`, {
        remedy: "Fetch the model again.",
      });
    }
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelCorrupt", `${file} cannot be read: ${(error as Error).message}.`, {
      remedy: "Check the file's permissions.",
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const hint = text.startsWith("version https://git-lfs")
      ? "It is a git-lfs pointer; run `git lfs pull` where the model came from."
      : "Fetch the model again.";
    throw new IsovecError("ModelCorrupt", `${file} is not valid JSON.`, { remedy: hint, cause: error });
  }
}

export async function readOptionalObject(directory: string, path: string): Promise<JsonObject | undefined> {
  const value = await readOptionalJson(directory, path);
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new IsovecError("ModelCorrupt", `${join(directory, path)} must hold a JSON object.`, {
      remedy: "Fetch the model again.",
    });
  }
  return value as JsonObject;
}

export async function readObject(directory: string, path: string): Promise<JsonObject> {
  const value = await readOptionalObject(directory, path);
  if (value === undefined) {
    throw new IsovecError("ModelNotFound", `The model folder ${directory} has no ${basename(path)}.`, {
      remedy: "Name a folder in Hugging Face layout, or a bundled model (see `isovec models`).",
    });
  }
  return value;
}

/** A number of a config under its first known spelling. */
export function configNumber(config: JsonObject, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = config[key];
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
}
