import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

/** A path with its links followed, as far as it is on disk: a file may be new, and so may be its folder. */
export async function realPath(file: string): Promise<string> {
  const parent = dirname(file);
  if (parent === file) return file;
  return realpath(file).catch(async () => join(await realPath(parent), basename(file)));
}

/** A file's path relative to a root, with forward slashes; undefined where it lies elsewhere. */
export function pathInside(root: string, file: string): string | undefined {
  const path = relative(root, file);
  if (path === "" || isAbsolute(path) || path.split(sep)[0] === "..") return undefined;
  return path.split(sep).join("/");
}
