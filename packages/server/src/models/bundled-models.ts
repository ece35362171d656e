import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Name of a bundled model -> its npm package, whose folder is the checkpoint. */
const packages: Readonly<Record<string, string>> = {
  "all-MiniLM-L6-v2": "@isovec/model-all-minilm-l6-v2",
  "all-MiniLM-L6-v2-code": "@isovec/model-all-minilm-l6-v2-code",
  "all-MiniLM-L6-v2-static": "@isovec/model-all-minilm-l6-v2-static",
};

export interface BundledModel {
  readonly name: string;
  /** Absolute path, or undefined when the package is not installed. */
  readonly directory: string | undefined;
}

function packageDirectory(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/manifest.json`));
  } catch {
    return undefined;
  }
}

export function listBundledModels(): BundledModel[] {
  return Object.entries(packages).map(([name, npmPackage]) => ({
    name,
    directory: packageDirectory(npmPackage),
  }));
}

/** The npm package of a bundled model. */
export function bundledPackage(name: string): string | undefined {
  return packages[name];
}
