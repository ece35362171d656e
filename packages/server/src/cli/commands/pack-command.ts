import { join, resolve } from "node:path";
import { userCacheDirectory } from "@isovec/core";
import { Command } from "commander";
import { packModel } from "../../models/pack-model.ts";

interface PackOptions {
  readonly output: string;
  readonly name: string;
  readonly origin: string;
  readonly licence: string;
  readonly json?: boolean;
}

export function packCommand(): Command {
  return new Command("pack")
    .description("Write a checkpoint as fp16 with its metadata and a manifest of hashes.")
    .argument("<folder>", "checkpoint in Hugging Face layout, or a LoRA adapter in PEFT's")
    .requiredOption("--output <dir>", "folder of the packed model")
    .requiredOption("--name <name>", "what the model is called")
    .requiredOption("--origin <id>", "where the weights come from, for example a hub id")
    .requiredOption("--licence <spdx>", "licence of the weights")
    .option("--json", "one line of JSON")
    .action(async (source: string, _options, self: Command) => {
      const { output, name, origin, licence, json } = self.optsWithGlobals<PackOptions>();
      const card = await packModel({
        source,
        target: output,
        name,
        origin,
        licence,
        cacheDirectory: join(userCacheDirectory(), "models"),
      });
      const result = { name: card.name, directory: resolve(output), sha256: card.weightsSha256 };
      process.stdout.write(
        json ? `${JSON.stringify(result)}\n` : `Packed ${name} into ${result.directory}.\n`,
      );
    });
}
