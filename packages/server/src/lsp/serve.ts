import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfiguration, parseConfiguration } from "@isovec/core";
import { createConnection, type InitializeParams, ProposedFeatures } from "vscode-languageserver/node";
import { compose, composeWorkspace } from "../composition/compose.ts";
import { userConfigurationDirectory } from "../user-directories.ts";
import { version } from "../version.ts";
import { LanguageServer } from "./language-server.ts";

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

/** Serves one client over standard input and output until it says `exit` or goes away. */
export async function serveOnStdio(options: ServeOptions): Promise<void> {
  keepStandardOutputClean();
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const server = new LanguageServer({
    connection,
    version,
    compose: async (params) => {
      const { model, backend, dtype, device, threads, state, config } = options;
      const given = parseConfiguration(params.initializationOptions ?? {}, "initializationOptions", "user");
      const configuration = await loadConfiguration({
        userDirectory: userConfigurationDirectory(),
        workspace: workspaceOf(params),
        file: config,
        overrides: {
          ...given,
          ...defined({
            model,
            backend,
            dtype,
            device,
            threads,
            stateDirectory: state === undefined ? undefined : resolve(state),
          }),
        },
      });
      return compose(configuration, { onNotice: (message) => connection.console.info(message) });
    },
    composeWorkspace,
  });
  server.listen();
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
