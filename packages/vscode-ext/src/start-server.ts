import { existsSync, realpathSync } from "node:fs";
import type { LogOutputChannel } from "vscode";
import type { ClientLibrary, LanguageClient } from "./language-client.ts";
import type { Program } from "./report-page/run-report.ts";
import { locateRuntime, locateServer } from "./server-location.ts";
import { readConfigured, readServerSettings, type ServerSettings } from "./settings.ts";
import { settingsOptions } from "./settings-file.ts";

/**
 * @param storageFolder absolute, the extension's own for all workspaces
 * @throws ServerNotFound
 */
export function serverProgram(extensionFolder: string, storageFolder: string): Program {
  const { command, module } = locate(readServerSettings(), extensionFolder);
  return { command, module, options: settingsOptions(readConfigured(), storageFolder) };
}

function locate({ path, runtime }: ServerSettings, extensionFolder: string): Omit<Program, "options"> {
  const { module } = locateServer(path, realpathSync(extensionFolder), existsSync);
  return { command: locateRuntime(runtime, process.execPath, existsSync), module };
}

/**
 * A client whose `start()` runs `node isovec.mjs serve --stdio`. The base library restarts a server that crashes and
 * gives up at the fifth crash within three minutes.
 *
 * @throws ServerNotFound
 */
export function createClient(
  { LanguageClient, RevealOutputChannelOn, TransportKind }: ClientLibrary,
  extensionFolder: string,
  log: LogOutputChannel,
): LanguageClient {
  const { command, module } = locate(readServerSettings(), extensionFolder);
  log.info(`Server: ${command} ${module}`);
  return new LanguageClient(
    "isovec",
    "Isovec",
    {
      command,
      args: [module, "serve"],
      transport: TransportKind.stdio,
      // The desktop editor's executable is Electron, which this variable turns into Node; plain Node ignores it.
      options: { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } },
    },
    {
      documentSelector: [{ scheme: "file" }],
      // Asked again whenever the server starts anew.
      initializationOptions: readConfigured,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // The status item shows the progress already.
      middleware: { handleWorkDoneProgress: () => undefined },
      // The rejected start is reported once, by whoever asked for it.
      initializationFailedHandler: () => false,
    },
  );
}
