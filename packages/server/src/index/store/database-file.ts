import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the database of an index lies. */
export function databaseFile(stateDirectory: string): string {
  return join(stateDirectory, "index.sqlite");
}

export function hasDatabase(stateDirectory: string): boolean {
  return existsSync(databaseFile(stateDirectory));
}

/** The folder that a database is in. */
export function folderOf(file: string): string {
  return dirname(file);
}

/** Size of a database on disk, with what is not yet moved into its main file. */
export function bytesOf(file: string): number {
  return ["", "-wal"]
    .map((suffix) => statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}
