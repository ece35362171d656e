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
import { statePlace } from "../index/state-directory.ts";
import { endOnce } from "../life/end-once.ts";
import { ServerLog } from "../life/server-log.ts";
import { ServerRegistration } from "../life/server-registration.ts";
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
  const log = new ServerLog();
  const registration = new ServerRegistration();
  process.once("exit", (code) => {
    registration.remove();
    log.info(`Ends with ${code}`);
  });
  let place = statePlace();
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
      place = statePlace(configuration.stateDirectory);
      if (log.path === undefined) {
        log.info(
          `Isovec ${version} on Node ${process.versions.node} serves ${params.clientInfo?.name ?? "a client"}`,
        );
      }
      log.open(place, configuration.logLevel);
      return choose(configuration, overrides);
    },
    // Imported once initialize is answered: index and engines are most of the program.
    composer: async () => {
      const { compose, composeWorkspace } = await import("../composition/compose.ts");
      const onNotice = (message: string): void => {
        connection.console.info(message);
        log.info(message);
      };
      return { compose: (configuration) => compose(configuration, { onNotice }), composeWorkspace };
    },
    log,
    onPresence: (presence) => registration.write(place, presence),
  });
  const end = endOnce(
    () => server.shutdown(),
    (reason) => log.info(reason),
  );
  reader.onClose(() => end("The client has gone", gate.isShutDown ? 0 : 1));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => end(signal, 0));
  }
  server.listen();
}
