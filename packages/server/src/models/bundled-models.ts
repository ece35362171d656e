import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { IsovecError } from "@isovec/core";

/** Name of a bundled model -> its npm package, whose folder is the checkpoint. */
const packages: Readonly<Record<string, string>> = {
  "all-MiniLM-L6-v2": "@isovec/model-all-minilm-l6-v2",
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

/**
 * The folder of a model given by the name of a bundled one or by a path.
 * @throws IsovecError `ModelNotFound` that lists what there is.
 */
export function findModel(nameOrPath: string): string {
  const bundled = listBundledModels().find(({ name }) => name === nameOrPath);
  if (bundled?.directory !== undefined) return bundled.directory;
  if (bundled !== undefined) {
    throw new IsovecError(
      "ModelNotFound",
      `The package of the bundled model ${nameOrPath} is not installed.`,
      {
        remedy: `Run \`npm install ${packages[nameOrPath]}\`, or name a model folder.`,
      },
    );
  }
  if (statSync(nameOrPath, { throwIfNoEntry: false }) !== undefined) return resolve(nameOrPath);
  throw new IsovecError(
    "ModelNotFound",
    `There is no model "${nameOrPath}": no bundled one and no such folder.`,
    {
      remedy: `Bundled: ${Object.keys(packages).join(", ")}. Otherwise name a folder in Hugging Face layout.`,
    },
  );
}
