import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Configuration,
  loadConfiguration,
  type PartialConfiguration,
  parseConfiguration,
  userConfigurationDirectory,
} from "@isovec/core";
import type { InitializeParams } from "vscode-languageserver";
import { withInstalledModel } from "../models/installed-model.ts";

/** What the command line of a server sets for its client. */
export interface ServeOptions {
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
  readonly dtype?: string | undefined;
  readonly device?: string | undefined;
  readonly threads?: number | undefined;
  readonly state?: string | undefined;
  readonly config?: string | undefined;
}

/** The folder whose isovec.json counts: the first one that is on disk. */
function workspaceOf({ workspaceFolders, rootUri }: InitializeParams): string | undefined {
  const uri = [...(workspaceFolders ?? []).map((folder) => folder.uri), rootUri].find((candidate) =>
    candidate?.startsWith("file:"),
  );
  return uri ? fileURLToPath(uri) : undefined;
}

/** What a command line sets, under the configuration's names. */
export function setByCommandLine({
  model,
  backend,
  dtype,
  device,
  threads,
  state,
}: ServeOptions): Partial<Configuration> {
  const stateDirectory = state === undefined ? undefined : resolve(state);
  return defined({ model, backend, dtype, device, threads, stateDirectory });
}

function defined(values: PartialConfiguration): Partial<Configuration> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Configuration>;
}

/** A chosen engine does not take over what was configured for another one. */
function choose(configuration: Configuration, overrides: PartialConfiguration): Configuration {
  if (overrides.backend === undefined) return { ...configuration, ...defined(overrides) };
  const { dtype: _dtype, device: _device, backendOptions, ...kept } = configuration;
  const own = overrides.backend === configuration.backend && backendOptions !== undefined;
  return { ...kept, ...(own && { backendOptions }), ...defined(overrides) };
}

/** The token by which a client has come in is no setting. */
function settingsOf({ initializationOptions = {} }: InitializeParams): unknown {
  if (typeof initializationOptions !== "object" || initializationOptions === null)
    return initializationOptions ?? {};
  const { daemonToken: _daemonToken, ...settings } = initializationOptions;
  return settings;
}

/**
 * The configuration of one client as it is now, from the user's and the workspace's file, what the client has sent and
 * the command line; the overrides win.
 */
export async function serverConfiguration(
  params: InitializeParams,
  serve: ServeOptions,
  overrides: PartialConfiguration,
): Promise<Configuration> {
  const given = parseConfiguration(settingsOf(params), "initializationOptions", "editor");
  const configuration = await loadConfiguration({
    userDirectory: userConfigurationDirectory(),
    workspace: workspaceOf(params),
    file: serve.config,
    overrides: { ...given, ...setByCommandLine(serve) },
  });
  return choose(withInstalledModel(configuration), overrides);
}
