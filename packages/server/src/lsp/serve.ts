import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Configuration,
  loadConfiguration,
  type PartialConfiguration,
  parseConfiguration,
  userConfigurationDirectory,
} from "@isovec/core";
import { createConnection, type InitializeParams, ProposedFeatures } from "vscode-languageserver/node";
import { compose, composeWorkspace } from "../composition/compose.ts";
import { version } from "../version.ts";
import { guardStreams } from "./guard/guard-streams.ts";
import { LanguageServer } from "./language-server.ts";
import { initializeParams } from "./lsp-params.ts";
import { defectOf } from "./wire-error.ts";

export interface ServeOptions {
  readonly model?: string;
  readonly backend?: string;
  readonly dtype?: string;
  readonly device?: string;
  readonly threads?: number;
  readonly state?: string;
  readonly config?: string;
}

/** Standard output carries protocol frames and nothing else, whatever a library prints. */
function keepStandardOutputClean(): void {
  for (const method of ["log", "info", "debug"] as const) console[method] = console.error;
}

/** The folder whose isovec.json counts: the first one that is on disk. */
function workspaceOf({ workspaceFolders, rootUri }: InitializeParams): string | undefined {
  const uri = [...(workspaceFolders ?? []).map((folder) => folder.uri), rootUri].find((candidate) =>
    candidate?.startsWith("file:"),
  );
  return uri ? fileURLToPath(uri) : undefined;
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

/** Serves one client over standard input and output until it says `exit` or goes away. */
export async function serveOnStdio(options: ServeOptions): Promise<void> {
  keepStandardOutputClean();
  const { reader, writer, gate } = guardStreams(process.stdin, process.stdout, (params) =>
    defectOf(initializeParams, params),
  );
  const connection = createConnection(ProposedFeatures.all, reader, writer);
  // The last answer is written out before the process ends.
  reader.onClose(() => process.stdout.write("", () => process.exit(gate.isShutDown ? 0 : 1)));
  const { model, backend, dtype, device, threads, state, config } = options;
  const stateDirectory = state === undefined ? undefined : resolve(state);
  const server = new LanguageServer({
    connection,
    version,
    readConfiguration: async (params, overrides) => {
      const given = parseConfiguration(params.initializationOptions ?? {}, "initializationOptions", "user");
      const configuration = await loadConfiguration({
        userDirectory: userConfigurationDirectory(),
        workspace: workspaceOf(params),
        file: config,
        overrides: { ...given, ...defined({ model, backend, dtype, device, threads, stateDirectory }) },
      });
      return choose(configuration, overrides);
    },
    compose: (configuration) =>
      compose(configuration, { onNotice: (message) => connection.console.info(message) }),
    composeWorkspace,
  });
  server.listen();
}
