import { join, resolve } from "node:path";
import { distillWithReference } from "@isovec/backends/distill";
import { readModel, userCacheDirectory } from "@isovec/core";
import { Command, Option } from "commander";
import { findModel } from "../../models/find-model.ts";
import { userModelCache } from "../../models/model-cache.ts";
import { publishFolder } from "../../models/output-folder.ts";
import { cancelOnSignals } from "../cancel-on-signals.ts";
import { positiveInteger } from "../options.ts";

interface DistillOptions {
  readonly model: string;
  readonly output: string;
  readonly dimensions?: number;
  readonly json?: boolean;
}

export function distillCommand(): Command {
  return new Command("distill")
    .description("Make a table of token vectors of a model, for the static engine.")
    .requiredOption("--model <model>", "bundled model, model folder or model that was pulled")
    .requiredOption("--output <dir>", "folder of the static model")
    .addOption(
      new Option("--dimensions <n>", "components of a vector (default: 256)").argParser(positiveInteger),
    )
    .option("--json", "one line of JSON")
    .action(async (_options, self: Command) => {
      const { model, output, dimensions, json } = self.optsWithGlobals<DistillOptions>();
      const directory = resolve(output);
      const card = await readModel(await findModel(model, await userModelCache()));
      const { signal, release } = cancelOnSignals();
      await publishFolder(directory, (unfinished) =>
        distillWithReference(card, unfinished, join(userCacheDirectory(), "models"), {
          signal,
          onProgress: (message) => process.stderr.write(`${message}\n`),
          ...(dimensions !== undefined && { dimensions }),
        }),
      ).finally(release);
      const made = await readModel(directory);
      const result = { name: made.name, directory, dimensions: made.dimensions };
      process.stdout.write(
        json ? `${JSON.stringify(result)}\n` : `Distilled ${made.name} into ${directory}.\n`,
      );
    });
}
