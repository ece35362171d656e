import { backendProviders } from "@isovec/backends";
import { readModel } from "@isovec/core";
import { Command } from "commander";
import { listBundledModels } from "../../models/bundled-models.ts";

async function describeModels() {
  const models: {
    name: string;
    architecture: string;
    dimensions: number;
    maxTokens: number;
    directory: string;
  }[] = [];
  for (const { name, directory } of listBundledModels()) {
    if (directory === undefined) continue;
    const { architecture, dimensions, maxTokens } = await readModel(directory);
    models.push({ name, architecture, dimensions, maxTokens, directory });
  }
  return models;
}

export function modelsCommand(): Command {
  return new Command("models")
    .description("List the bundled models and the engines.")
    .option("--json", "one JSON object")
    .action(async (_options, self: Command) => {
      const models = await describeModels();
      const backends = backendProviders.map(({ id, description }) => ({ id, description }));
      if (self.optsWithGlobals<{ json?: boolean }>().json) {
        process.stdout.write(`${JSON.stringify({ models, backends })}\n`);
        return;
      }
      process.stdout.write("Models (any folder in Hugging Face layout works too)\n");
      for (const { name, architecture, dimensions, maxTokens } of models) {
        process.stdout.write(`  ${name}  ${architecture}, ${dimensions} dimensions, ${maxTokens} tokens\n`);
      }
      process.stdout.write("\nEngines\n");
      for (const { id, description } of backends) process.stdout.write(`  ${id}  ${description}\n`);
    });
}
