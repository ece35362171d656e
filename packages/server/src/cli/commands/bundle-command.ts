import { writeBundle } from "@isovec/backends/sources";
import { Command } from "commander";
import { findModel } from "../../models/find-model.ts";
import { userModelCache } from "../../models/model-cache.ts";
import { cancelOnSignals } from "../cancel-on-signals.ts";
import { describeBytes } from "../describe-download.ts";

interface BundleOptions {
  readonly output: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function bundleCommand(): Command {
  return new Command("bundle")
    .description("Write a model into one file, to carry it where there is no network.")
    .argument("<model>", "bundled model, model folder or model that was pulled")
    .requiredOption("--output <file>", "the file, a tar; `isovec pull FILE` takes it in")
    .option("--config <file>", "configuration file of your own: cacheDirectory")
    .option("--json", "one line of JSON")
    .action(async (model: string, _options, self: Command) => {
      const { output, config, json } = self.optsWithGlobals<BundleOptions>();
      const { signal, release } = cancelOnSignals();
      try {
        const directory = await findModel(model, await userModelCache(config));
        const { file, bytes, manifest } = await writeBundle({ directory, output, signal });
        const result = { file, bytes, name: manifest.name, files: manifest.files.length };
        process.stdout.write(
          json
            ? `${JSON.stringify(result)}\n`
            : `Wrote ${manifest.name} into ${file}, ${describeBytes(bytes)}.\n`,
        );
      } finally {
        release();
      }
    });
}
