import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A path with its links followed, as far as it is on disk: a file may be new, and so may be its folder. */
export async function realPath(file: string): Promise<string> {
  const parent = dirname(file);
  if (parent === file) return file;
  return realpath(file).catch(async () => join(await realPath(parent), basename(file)));
}

/** Where the file of a URI lies on disk, links followed; undefined where it is no file. */
export async function placeOf(uri: string): Promise<string | undefined> {
  return uri.startsWith("file:") ? realPath(fileURLToPath(uri)) : undefined;
}

/** A place relative to a root, with forward slashes; undefined where it lies elsewhere. */
export function pathInside(root: string, place: string): string | undefined {
  const path = relative(root, place);
  if (path === "" || isAbsolute(path) || path.split(sep)[0] === "..") return undefined;
  return path.split(sep).join("/");
}

/** @param path relative to the root */
export function uriOf(root: string, path: string): string {
  return pathToFileURL(join(root, path)).href;
}

/** A file's URI as people write it. */
export function nameOf(uri: string): string {
  return fileURLToPath(uri);
}

/** Whether a URI, if it is a file's, can be a path of this machine. */
export function namesPlace(uri: string): boolean {
  if (!uri.startsWith("file:")) return true;
  try {
    fileURLToPath(uri);
    return true;
  } catch {
    return false;
  }
}
