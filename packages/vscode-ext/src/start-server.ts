import { existsSync, realpathSync } from "node:fs";
import type { LogOutputChannel } from "vscode";
import { LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import { locateServer } from "./server-location.ts";
import type { ServerSettings } from "./settings.ts";

/**
 * A client whose `start()` runs `node isovec.mjs serve --stdio`. The base library restarts a server that crashes and
 * gives up at the fifth crash within three minutes.
 *
 * @throws ServerNotFound
 */
export function createClient(
  settings: ServerSettings,
  extensionFolder: string,
  log: LogOutputChannel,
): LanguageClient {
  const { module } = locateServer(settings.path, realpathSync(extensionFolder), existsSync);
  const command = settings.runtime || process.execPath;
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
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // The rejected start is reported once, by whoever asked for it.
      initializationFailedHandler: () => false,
    },
  );
}
