import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import {
  IsovecError,
  type ModelManifest,
  parseHubReference,
  readManifest,
  sha256OfFile,
  verifyManifest,
} from "@isovec/core";
import { assertSafePath } from "../model-path.ts";
import { firstFiles, onnxFile, restOfFiles } from "../needed-files.ts";

async function filesIn(directory: string): Promise<Set<string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(
    files.map(({ parentPath, name }) => relative(directory, join(parentPath, name)).split(sep).join("/")),
  );
}

/** The manifest of a folder that has none. */
async function manifestOf(directory: string): Promise<ModelManifest> {
  const found = { source: directory, paths: await filesIn(directory) };
  const onnx = found.paths.has(onnxFile);
  const first = firstFiles(found, onnx);
  const rest = await restOfFiles(found, onnx, (path) => readFile(join(directory, path), "utf8"));
  const files: ModelManifest["files"][number][] = [];
  for (const path of [...new Set([...first, ...rest])].sort()) {
    const file = join(directory, path);
    files.push({ path, bytes: (await stat(file)).size, sha256: await sha256OfFile(file) });
  }
  return { name: basename(directory), source: "", licence: "", weightsDtype: "", files };
}

/**
 * What a bundle of a model folder holds: the files of its manifest, verified, or those that a vector depends on.
 * @throws IsovecError `ModelNotFound` for what is missing, `ModelCorrupt` for what is damaged or no file of a model
 */
export async function bundleManifest(directory: string): Promise<ModelManifest> {
  const own = await readManifest(directory);
  const manifest = own ?? (await manifestOf(directory));
  for (const { path } of manifest.files) assertSafePath(path, directory);
  if (own !== undefined) await verifyManifest(directory, own);
  return manifest;
}

/** Where a model belongs in the store. */
export interface StorePlace {
  /** `org/name` */
  readonly id: string;
  readonly commit: string;
}

function isHubId(id: string): boolean {
  const reference = parseHubReference(id);
  return reference !== undefined && reference.revision === undefined;
}

/**
 * A model that was pulled keeps its name and its commit. One that was made on some machine has none: it is called
 * `local/NAME`, and a hash over its files takes the commit's place.
 * @throws IsovecError `ModelCorrupt` for a name that is none
 */
export function placeOfBundle({ name, source, revision, files }: ModelManifest): StorePlace {
  if (revision !== undefined && isHubId(source)) return { id: source, commit: revision };
  const id = `local/${name.replace(/[^A-Za-z0-9_.]+/g, "-").replace(/^-+|-+$/g, "")}`;
  if (!isHubId(id)) {
    const message = `The bundle calls its model ${JSON.stringify(name)}, which is no name.`;
    throw new IsovecError("ModelCorrupt", message, { remedy: "Bundle a folder with another name." });
  }
  const contents = files.map(({ path, sha256 }) => [path, sha256]);
  return { id, commit: createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 40) };
}
