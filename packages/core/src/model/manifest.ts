import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize } from "node:path";
import { z } from "zod";
import { IsovecError } from "../errors/isovec-error.ts";
import { readOptionalJson } from "./read-json.ts";

export const manifestFile = "manifest.json";

/** What a packed model folder says of itself; written by `isovec pack`. */
export interface ModelManifest {
  readonly name: string;
  /** Where the weights come from, for people: a hub id. */
  readonly source: string;
  /** SPDX identifier of the weights' licence. */
  readonly licence: string;
  readonly weightsDtype: string;
  /** See ModelCard.weightsFingerprint. */
  readonly weightsFingerprint: string;
  /** Every file of the folder that a vector depends on; paths relative to the folder, forward slashes. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema: z.ZodType<ModelManifest> = z.object({
  name: z.string().min(1),
  source: z.string(),
  licence: z.string(),
  weightsDtype: z.string(),
  weightsFingerprint: hash,
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: hash })),
});

/** @throws IsovecError `ModelCorrupt` when the folder has a manifest that is not one. */
export async function readManifest(directory: string): Promise<ModelManifest | undefined> {
  const value = await readOptionalJson(directory, manifestFile);
  if (value === undefined) return undefined;
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join(".") ?? "";
  throw new IsovecError("ModelCorrupt", `${join(directory, manifestFile)}: ${key}: ${issue?.message}.`, {
    remedy: "Pack the model again with `isovec pack`.",
  });
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
    const local = normalize(path);
    if (isAbsolute(local) || local.startsWith("..")) {
      throw new IsovecError(
        "ModelCorrupt",
        `The manifest of ${directory} names ${path}, outside of the folder.`,
        { remedy },
      );
    }
    const file = join(directory, local);
    const size = await stat(file).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size === undefined) throw new IsovecError("ModelCorrupt", `${file} is missing.`, { remedy });
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
