import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ModelStore } from "@isovec/backends/sources";
import {
  type HubReference,
  IsovecError,
  parseHubReference,
  readManifest,
  spelledReference,
} from "@isovec/core";
import { adaptedModel } from "./adapted-model.ts";
import { bundledPackage, listBundledModels } from "./bundled-models.ts";

function pulledModel(reference: HubReference, cacheDirectory: string): string {
  const pulled = new ModelStore(cacheDirectory).find(reference);
  if (pulled !== undefined) return pulled;
  const model = spelledReference(reference);
  throw new IsovecError("ModelNotFound", `The model ${model} is not on this machine.`, {
    remedy: `Nothing is downloaded unasked: run \`isovec pull ${model}\`.`,
  });
}

/** The folder that a name means, whatever is in it. */
function folderOf(model: string, cacheDirectory: string): string {
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
  if (reference !== undefined) return pulledModel(reference, cacheDirectory);
  throw new IsovecError("ModelNotFound", `There is no model "${model}": no bundled one and no such folder.`, {
    remedy: `Bundled: ${bundled.map(({ name }) => name).join(", ")}. Otherwise name a folder in Hugging Face layout, or \`isovec pull org/name\`.`,
  });
}

/**
 * The folder of an adapter's base: a bundled model that comes from there, or one that was pulled. An adapter comes from
 * elsewhere and may name no folder of this machine.
 */
async function folderOfBase(name: string, cacheDirectory: string): Promise<string> {
  for (const { directory } of listBundledModels()) {
    const manifest = directory === undefined ? undefined : await readManifest(directory);
    if (directory !== undefined && manifest?.source === name) return directory;
  }
  const reference = parseHubReference(name);
  if (reference !== undefined) return pulledModel(reference, cacheDirectory);
  throw new IsovecError("ModelNotFound", `The adapter's base ${JSON.stringify(name)} is no name on a hub.`, {
    remedy: "Write org/name as base_model_name_or_path of its adapter_config.json.",
  });
}

/**
 * A model's folder as it can be read: the sum where it holds an adapter.
 * @throws IsovecError `ModelNotFound` when the base is not here, `ModelCorrupt` for an adapter that cannot be merged
 */
export function readableModel(directory: string, cacheDirectory: string): Promise<string> {
  return adaptedModel(directory, cacheDirectory, (base) => folderOfBase(base, cacheDirectory));
}

/**
 * The folder of a model given by the name of a bundled one, by a path, or by its name on a hub. Nothing is downloaded.
 * @param cacheDirectory where models that were pulled lie, and those that an adapter makes
 * @throws IsovecError `ModelNotFound` that says how to get it, or lists what there is; `ModelCorrupt` for an adapter
 *   that cannot be merged
 */
export async function findModel(model: string, cacheDirectory: string): Promise<string> {
  return readableModel(folderOf(model, cacheDirectory), cacheDirectory);
}
