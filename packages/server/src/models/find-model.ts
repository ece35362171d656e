import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ModelStore } from "@isovec/backends/sources";
import { IsovecError, parseHubReference } from "@isovec/core";
import { bundledPackage, listBundledModels } from "./bundled-models.ts";

/**
 * The folder of a model given by the name of a bundled one, by a path, or by its name on a hub. Nothing is downloaded.
 * @param cacheDirectory where models that were pulled lie
 * @throws IsovecError `ModelNotFound` that says how to get it, or lists what there is.
 */
export function findModel(model: string, cacheDirectory: string): string {
  const bundled = listBundledModels();
  const named = bundled.find(({ name }) => name === model);
  if (named?.directory !== undefined) return named.directory;
  if (named !== undefined) {
    throw new IsovecError("ModelNotFound", `The package of the bundled model ${model} is not installed.`, {
      remedy: `Run \`npm install ${bundledPackage(model)}\`, or name a model folder.`,
    });
  }
  if (statSync(model, { throwIfNoEntry: false }) !== undefined) return resolve(model);
  const reference = parseHubReference(model);
  const pulled = reference && new ModelStore(cacheDirectory).find(reference);
  if (pulled !== undefined) return pulled;
  if (reference !== undefined) {
    throw new IsovecError("ModelNotFound", `The model ${model} is not on this machine.`, {
      remedy: `Nothing is downloaded unasked: run \`isovec pull ${model}\`.`,
    });
  }
  throw new IsovecError("ModelNotFound", `There is no model "${model}": no bundled one and no such folder.`, {
    remedy: `Bundled: ${bundled.map(({ name }) => name).join(", ")}. Otherwise name a folder in Hugging Face layout, or \`isovec pull org/name\`.`,
  });
}
