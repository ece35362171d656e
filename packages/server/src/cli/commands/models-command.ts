import { backendProviders } from "@isovec/backends";
import { removeStoredModels, type StoredModel, storedModels } from "@isovec/backends/sources";
import { IsovecError, parseHubReference, readModel } from "@isovec/core";
import { Command } from "commander";
import { listBundledModels } from "../../models/bundled-models.ts";
import { findModel } from "../../models/find-model.ts";
import { userModelCache } from "../../models/model-cache.ts";
import { describeBytes } from "../describe-download.ts";

interface ModelsOptions {
  readonly config?: string;
  readonly json?: boolean;
}

interface ModelDescription {
  readonly name: string;
  readonly architecture: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly directory: string;
}

async function describeBundled(cacheDirectory: string): Promise<ModelDescription[]> {
  const models: ModelDescription[] = [];
  for (const { name, directory: installed } of listBundledModels()) {
    if (installed === undefined) continue;
    const directory = await findModel(name, cacheDirectory);
    const { architecture, dimensions, maxTokens } = await readModel(directory);
    models.push({ name, architecture, dimensions, maxTokens, directory });
  }
  return models;
}

function describeStored({ id, commit, revisions, bytes, isWhole }: StoredModel): string {
  const state = isWhole ? "" : `, unfinished: \`isovec pull ${id}@${commit}\` continues it`;
  const names = revisions.length > 0 ? ` (${revisions.join(", ")})` : "";
  return `  ${id}@${commit}${names}  ${describeBytes(bytes)}${state}\n`;
}

function removeCommand(): Command {
  return new Command("remove")
    .description("Remove a model that was pulled.")
    .argument("<model>", "org/name for all its revisions, or org/name@revision")
    .option("--config <file>", "configuration file of your own: cacheDirectory")
    .option("--json", "one line of JSON")
    .action(async (model: string, _options, self: Command) => {
      const { config, json } = self.optsWithGlobals<ModelsOptions>();
      const reference = parseHubReference(model);
      if (reference === undefined) {
        throw new IsovecError("InputInvalid", `${JSON.stringify(model)} is no model that was pulled.`, {
          remedy: "Write org/name or org/name@revision; `isovec models` lists them.",
        });
      }
      const removed = await removeStoredModels(await userModelCache(config), reference);
      const bytes = removed.reduce((sum, one) => sum + one.bytes, 0);
      const names = removed.map(({ id, commit }) => `${id}@${commit}`);
      process.stdout.write(
        json
          ? `${JSON.stringify({ removed: names, bytes })}\n`
          : `Removed ${names.join(" and ")}, ${describeBytes(bytes)}.\n`,
      );
    });
}

export function modelsCommand(): Command {
  return new Command("models")
    .description("List the models that are here, and the engines.")
    .option("--config <file>", "configuration file of your own: cacheDirectory")
    .option("--json", "one JSON object")
    .addCommand(removeCommand().exitOverride())
    .action(async (_options, self: Command) => {
      const { config, json } = self.optsWithGlobals<ModelsOptions>();
      const cacheDirectory = await userModelCache(config);
      const models = await describeBundled(cacheDirectory);
      const pulled = await storedModels(cacheDirectory);
      const backends = backendProviders.map(({ id, description }) => ({ id, description }));
      if (json) {
        process.stdout.write(`${JSON.stringify({ models, pulled, backends })}\n`);
        return;
      }
      process.stdout.write("Models (any folder in Hugging Face layout works too)\n");
      for (const { name, architecture, dimensions, maxTokens } of models) {
        process.stdout.write(`  ${name}  ${architecture}, ${dimensions} dimensions, ${maxTokens} tokens\n`);
      }
      if (pulled.length > 0) process.stdout.write("\nPulled\n");
      for (const model of pulled) process.stdout.write(describeStored(model));
      process.stdout.write("\nEngines\n");
      for (const { id, description } of backends) process.stdout.write(`  ${id}  ${description}\n`);
    });
}
