import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the database of an index lies. */
export function databaseFile(stateDirectory: string): string {
  return join(stateDirectory, "index.sqlite");
}

export function hasDatabase(stateDirectory: string): boolean {
  return existsSync(databaseFile(stateDirectory));
}
