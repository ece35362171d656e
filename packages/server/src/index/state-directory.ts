import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { IsovecError, userCacheDirectory } from "@isovec/core";

/** Symbolic links and spellings of one folder lead to one path. */
export function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return resolve(root);
  }
}

/** The folder under which indexes lie, each in its own, beside what running servers say of themselves and their log. */
export function statePlace(configured?: string): string {
  return configured ?? join(userCacheDirectory(), "index");
}

/**
 * Where the index of a folder is kept: in the user's cache folder or the one given, never in the workspace unless that
 * is given. The name is readable and unique by a hash of the folder's real path, so that several folders may share one
 * place.
 */
export function stateDirectoryFor(root: string, place: string = statePlace()): string {
  const real = realRoot(root);
  const name = basename(real).replace(/[^\p{L}\p{N}._-]+/gu, "-") || "root";
  const hash = createHash("sha256").update(real).digest("hex").slice(0, 16);
  return join(place, `${name.slice(0, 60)}-${hash}`);
}

/**
 * Makes the folder.
 * @throws IsovecError `IndexUnavailable` when it cannot be made or written.
 */
export function prepareStateDirectory(directory: string): void {
  try {
    // Only the user may read it: it holds the workspace's text.
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new IsovecError(
      "IndexUnavailable",
      `The index folder ${directory} cannot be written: ${(error as Error).message}.`,
      { remedy: "Name a folder that can be written with `--state`.", cause: error },
    );
  }
}
