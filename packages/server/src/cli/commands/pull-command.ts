import { statSync } from "node:fs";
import { type HubSettings, hubSettings, importBundle, pullModel } from "@isovec/backends/sources";
import {
  type HubReference,
  IsovecError,
  loadConfiguration,
  type ModelCard,
  parseHubReference,
  readModel,
  userConfigurationDirectory,
} from "@isovec/core";
import { Command } from "commander";
import { readableModel } from "../../models/find-model.ts";
import { modelCacheDirectory } from "../../models/model-cache.ts";
import { cancelOnSignals } from "../cancel-on-signals.ts";
import { describeBytes, downloadDescription } from "../describe-download.ts";
import { ProgressReport } from "../progress-report.ts";

interface PullOptions {
  readonly onnx?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

interface Taken {
  readonly id: string;
  readonly commit: string;
  readonly directory: string;
  readonly bytes: number;
  readonly fetchedBytes: number;
  readonly cacheDirectory: string;
}

function hubReference(text: string): HubReference {
  const reference = parseHubReference(text);
  if (reference !== undefined) return reference;
  throw new IsovecError("InputInvalid", `${JSON.stringify(text)} is neither a model of a hub nor a bundle.`, {
    remedy: "Write org/name, org/name@revision, or the path of a file that `isovec bundle` has written.",
  });
}

/** @throws IsovecError when the files are what the hub has, and nothing that Isovec can read */
async function readTaken({ id, directory, cacheDirectory }: Taken): Promise<ModelCard> {
  try {
    return await readModel(await readableModel(directory, cacheDirectory));
  } catch (error) {
    if (!IsovecError.is(error)) throw error;
    throw new IsovecError(error.name, `${id} is here, and cannot be used: ${error.message}`, {
      remedy: `${error.remedy ?? ""} \`isovec models remove ${id}\` removes it.`.trimStart(),
      cause: error,
    });
  }
}

async function take(
  source: string,
  options: PullOptions,
  progress: ProgressReport,
  signal: AbortSignal,
): Promise<Taken> {
  // No workspace has a say in where models come from.
  const configuration = await loadConfiguration({
    userDirectory: userConfigurationDirectory(),
    file: options.config,
  });
  const cacheDirectory = modelCacheDirectory(configuration);
  const onNotice = (message: string): void => progress.note(message);
  if (statSync(source, { throwIfNoEntry: false })?.isFile()) {
    const imported = await importBundle({ file: source, cacheDirectory, signal, onNotice });
    return { ...imported, fetchedBytes: 0, cacheDirectory };
  }
  const reference = hubReference(source);
  const settings: HubSettings = hubSettings(configuration, process.env);
  const describe = downloadDescription();
  const pulled = await pullModel({
    reference,
    settings,
    cacheDirectory,
    onnx: options.onnx,
    signal,
    onNotice,
    onProgress: (state) => progress.show(describe(state)),
  });
  return { ...pulled, cacheDirectory };
}

export function pullCommand(): Command {
  return new Command("pull")
    .description("Fetch a model from a hub, or take one from a bundle. Nothing else downloads models.")
    .argument("<model>", "org/name, org/name@revision, or a file of `isovec bundle`")
    .option("--onnx", "fetch its onnx/model.onnx too")
    .option("--config <file>", "configuration file of your own: hubUrl, hubProxy, cacheDirectory")
    .option("--json", "one line of JSON")
    .action(async (source: string, _options, self: Command) => {
      const options = self.optsWithGlobals<PullOptions>();
      const progress = new ProgressReport(process.stderr);
      const { signal, release } = cancelOnSignals();
      try {
        const taken = await take(source, options, progress, signal);
        progress.end();
        const { architecture, dimensions, maxTokens } = await readTaken(taken);
        const { id, commit, directory, bytes, fetchedBytes } = taken;
        const model = `${id}@${commit}`;
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ model, revision: commit, directory, bytes, fetchedBytes })}\n`
            : `${id} is here: ${describeBytes(bytes)}, ${architecture}, ${dimensions} dimensions, ${maxTokens} tokens.\n  "model": "${model}"\n`,
        );
      } finally {
        progress.end();
        release();
      }
    });
}
