import { type LogOutputChannel, Uri, workspace } from "vscode";
import type { MessageTransports } from "vscode-languageclient";
import type { ClientLibrary, LanguageClient } from "../language-client.ts";
import { answerFiles } from "./answer-files.ts";
import type { WebClientLibrary } from "./language-client.ts";
import { startWorker } from "./start-worker.ts";

/** A client whose `start()` runs the server in a worker beside this one. */
export function createWebClient(
  library: ClientLibrary,
  extensionFolder: Uri,
  log: LogOutputChannel,
): LanguageClient {
  const folder = Uri.joinPath(extensionFolder, "dist", "web");
  const web = library as unknown as WebClientLibrary;
  const start = async (): Promise<MessageTransports> => {
    const worker = await startWorker(Uri.joinPath(folder, "server.js"));
    // The library knows a worker by its class, and the editor's host has put another in its place.
    return { reader: new web.BrowserMessageReader(worker), writer: new web.BrowserMessageWriter(worker) };
  };
  const client = new web.LanguageClient("isovec", "Isovec", start, {
    documentSelector: schemesOfFolders().map((scheme) => ({ scheme })),
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*") },
    outputChannel: log,
    revealOutputChannelOn: library.RevealOutputChannelOn.Never,
    // The rejected start is reported once, by whoever asked for it.
    initializationFailedHandler: () => false,
  });
  answerFiles(client, Uri.joinPath(folder, "parts"));
  return client as unknown as LanguageClient;
}

/** Documents of other schemes, the log among them, lie in no folder. */
function schemesOfFolders(): readonly string[] {
  return [...new Set((workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme))];
}
