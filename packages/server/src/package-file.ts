import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const manifest: URL = pathToFileURL(createRequire(import.meta.url).resolve("@isovec/server/package.json"));

/** A file of this package by its path there, whether the sources run, the compiled modules or the bundled program. */
export function packageFile(path: string): URL {
  return new URL(path, manifest);
}
