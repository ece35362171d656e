import { IsovecError } from "../errors/isovec-error.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import { type ModelFiles, spelledPath } from "./model-files.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON file of a model folder that may be absent.
 * @throws IsovecError `ModelCorrupt` when the file is there but unreadable or not the expected JSON.
 */
export async function readOptionalJson(files: ModelFiles, path: string): Promise<unknown> {
  const text = await files.readText(path);
  if (text === undefined) return undefined;
  try {
    return parseBoundedJson(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : String(error);
    const hint = text.startsWith("version https://git-lfs")
      ? "It is a git-lfs pointer; run `git lfs pull` where the model came from."
      : "Fetch the model again.";
    throw new IsovecError("ModelCorrupt", `${spelledPath(files, path)} is not valid JSON: ${reason}.`, {
      remedy: hint,
      cause: error,
    });
  }
}

export async function readOptionalObject(files: ModelFiles, path: string): Promise<JsonObject | undefined> {
  const value = await readOptionalJson(files, path);
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new IsovecError("ModelCorrupt", `${spelledPath(files, path)} must hold a JSON object.`, {
      remedy: "Fetch the model again.",
    });
  }
  return value as JsonObject;
}

export async function readObject(files: ModelFiles, path: string): Promise<JsonObject> {
  const value = await readOptionalObject(files, path);
  if (value === undefined) {
    throw new IsovecError(
      "ModelNotFound",
      `The model folder ${files.location} has no ${path.split("/").at(-1)}.`,
      {
        remedy: "Name a folder in Hugging Face layout, or a bundled model (see `isovec models`).",
      },
    );
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
