import { z } from "zod";
import { IsovecError } from "../errors/isovec-error.ts";
import { type ModelFiles, spelledPath } from "./model-files.ts";
import { readOptionalJson } from "./read-json.ts";

export const manifestFile = "manifest.json";

/** What a model folder of ours says of itself; written by `isovec pack` and `isovec pull`. */
export interface ModelManifest {
  readonly name: string;
  /** Where the weights come from, for people: a hub id. */
  readonly source: string;
  /** The commit of the hub that the files are of, 40 hex digits; absent for files that were made here. */
  readonly revision?: string | undefined;
  /** SPDX identifier of the weights' licence. */
  readonly licence: string;
  readonly weightsDtype: string;
  /** See ModelCard.weightsFingerprint; absent where it is to be reckoned from the weights. */
  readonly weightsFingerprint?: string | undefined;
  /** Every file of the folder that a vector depends on; paths relative to the folder, forward slashes. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema: z.ZodType<ModelManifest> = z.object({
  name: z.string().min(1),
  source: z.string(),
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  licence: z.string(),
  weightsDtype: z.string(),
  weightsFingerprint: hash.optional(),
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: hash })),
});

/** @throws IsovecError `ModelCorrupt` when the folder has a manifest that is not one. */
export async function parseManifest(files: ModelFiles): Promise<ModelManifest | undefined> {
  const value = await readOptionalJson(files, manifestFile);
  if (value === undefined) return undefined;
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join(".") ?? "";
  throw new IsovecError("ModelCorrupt", `${spelledPath(files, manifestFile)}: ${key}: ${issue?.message}.`, {
    remedy: "Pack the model again with `isovec pack`, or fetch it again with `isovec pull`.",
  });
}
