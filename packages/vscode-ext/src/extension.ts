import { type BackendListResult, methods } from "@isovec/core/protocol";
import { commands, type ExtensionContext } from "vscode";
import type { IsovecExtension } from "../api/isovec.d.ts";
import { activateIn } from "./activate-in.ts";
import { registerMcpServers } from "./agents/mcp-servers.ts";
import { hasFolderOnDisk, refuseVirtualFolders } from "./open-folders.ts";
import { registerOpenPlace } from "./report-page/open-place.ts";
import { codeMap, doctorOf, parity, type Report, showReport } from "./report-page/show-report.ts";
import type { ServerConnection } from "./server-connection.ts";
import { createClient, serverProgram } from "./start-server.ts";
import { selectEngine } from "./status-menu/select-engine.ts";

let connection: ServerConnection | undefined;

/** Runs once the window is usable, so that an index is there by the first question and start-up stays as it was. */
export function activate(context: ExtensionContext): IsovecExtension {
  const { server, api, reported } = activateIn(context, {
    createClient: (library, log) => {
      refuseVirtualFolders();
      return createClient(library, context.extensionPath, log);
    },
    hasFolder: hasFolderOnDisk,
    scheme: "file",
    without: new Set(),
  });
  connection = server;

  const program = () => serverProgram(context.extensionPath, context.globalStorageUri.fsPath);
  const report = (page: Report) => reported(() => showReport(page, program()));
  const runDoctor = async (): Promise<void> => {
    // A server that cannot even say which engine serves is examined as it is configured.
    const serving = await server
      .ready()
      .then((client) => client.sendRequest<BackendListResult>(methods.backendList, {}))
      .catch(() => undefined);
    await report(doctorOf(serving?.active?.id))();
  };
  context.subscriptions.push(
    commands.registerCommand("isovec.showMap", report(codeMap)),
    commands.registerCommand("isovec.showParity", report(parity)),
    commands.registerCommand("isovec.runDoctor", reported(runDoctor)),
    registerOpenPlace(),
    commands.registerCommand(
      "isovec.selectEngine",
      reported(() => selectEngine(server)),
    ),
    registerMcpServers(program, context.extension.packageJSON.version),
  );
  return api;
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
