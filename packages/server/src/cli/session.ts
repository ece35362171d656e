import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import {
  IsovecError,
  loadConfiguration,
  type PartialConfiguration,
  userConfigurationDirectory,
} from "@isovec/core";
import { compose, composeWorkspace } from "../composition/compose.ts";
import type { Scope } from "../composition/scope.ts";
import { CodeIndex } from "../composition/tokens.ts";
import type { CodeIndex as OpenCodeIndex } from "../index/code-index.ts";
import { withInstalledModel } from "../models/installed-model.ts";
import { cancelOnSignals } from "./cancel-on-signals.ts";
import type { CommonOptions } from "./options.ts";
import { ProgressReport } from "./progress-report.ts";

/** What a command works with; it ends when the command does. */
export interface Session {
  readonly scope: Scope;
  readonly progress: ProgressReport;
  /** Fires on the first Ctrl+C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** @throws IsovecError `InputInvalid` that names a folder which is none or cannot be read. */
export async function assertReadableFolder(path: string): Promise<void> {
  const remedy = "Name a folder with --path.";
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new IsovecError("InputInvalid", `The folder ${path} does not exist.`, { remedy });
  if (!stats.isDirectory()) throw new IsovecError("InputInvalid", `${path} is no folder.`, { remedy });
  await readdir(path).catch((error: NodeJS.ErrnoException) => {
    throw new IsovecError("InputInvalid", `The folder ${path} cannot be read (${error.code}).`, {
      remedy: "Check its permissions.",
      cause: error,
    });
  });
}

function overridesOf(options: CommonOptions): PartialConfiguration {
  return {
    model: options.model,
    backend: options.backend,
    dtype: options.dtype,
    device: options.device,
    threads: options.threads,
    backendOptions: options.backendOptions,
    stateDirectory: options.state === undefined ? undefined : resolve(options.state),
  };
}

/** Loads the configuration, runs the command, ends engines and indexes whatever happens. */
export async function withSession<T>(
  options: CommonOptions,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  if (options.path !== undefined) await assertReadableFolder(options.path);
  const loaded = await loadConfiguration({
    userDirectory: userConfigurationDirectory(),
    workspace: options.path,
    file: options.config,
    overrides: overridesOf(options),
  });
  const configuration = withInstalledModel(loaded);
  const progress = new ProgressReport(process.stderr);
  const scope = compose(configuration, { onNotice: (message) => progress.note(message) });
  const { signal, release } = cancelOnSignals();
  try {
    return await run({ scope, progress, signal });
  } finally {
    progress.end();
    release();
    await scope.dispose();
  }
}

/** The index of the folder that the command is about. */
export function openIndex({ scope }: Session, path: string): Promise<OpenCodeIndex> {
  return composeWorkspace(scope, path).resolve(CodeIndex);
}
