import { t } from "@vscode/l10n";
import { commands, type ExtensionContext, window, workspace } from "vscode";
import type { IsovecExtension } from "../../api/isovec.d.ts";
import { activateIn } from "../activate-in.ts";
import type { ServerConnection } from "../server-connection.ts";
import { createWebClient } from "./create-web-client.ts";

/** What needs engines, reports or programs, of which a browser has none. */
const without: ReadonlySet<string> = new Set([
  "isovec.runDoctor",
  "isovec.selectEngine",
  "isovec.showMap",
  "isovec.showParity",
]);

let connection: ServerConnection | undefined;

/** The extension where there is no Node: the same views over a server in a worker, which searches by the static model. */
export function activate(context: ExtensionContext): IsovecExtension {
  const { server, api } = activateIn(context, {
    createClient: (library, log) => createWebClient(library, context.extensionUri, log),
    hasFolder: () => workspace.workspaceFolders !== undefined && workspace.workspaceFolders.length > 0,
    scheme: "*",
    without,
  });
  connection = server;
  // The search view offers some of them where something is wrong.
  for (const command of without) {
    context.subscriptions.push(commands.registerCommand(command, sayWhyNot));
  }
  return api;
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}

async function sayWhyNot(): Promise<void> {
  await window.showInformationMessage(
    t(
      "Isovec: in a browser there is one engine, the static model, and no program to run. Open the folder on a machine for this.",
    ),
  );
}
