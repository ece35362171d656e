import { type BackendListResult, methods } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { commands, type ExtensionContext, env, l10n, ProgressLocation, window } from "vscode";
import type { IsovecExtension } from "../api/isovec.d.ts";
import { registerMcpServers } from "./agents/mcp-servers.ts";
import { registerSearchTool } from "./agents/search-tool.ts";
import { createApi } from "./api/extension-api.ts";
import { describeFailure } from "./failure.ts";
import { followSettings } from "./follow-settings.ts";
import { speak } from "./language.ts";
import { findNearDuplicates } from "./near-duplicates.ts";
import { hasFolderOnDisk, refuseVirtualFolders, showWelcome } from "./open-folders.ts";
import { registerOpenPlace } from "./report-page/open-place.ts";
import { codeMap, doctorOf, parity, type Report, showReport } from "./report-page/show-report.ts";
import { searchCode } from "./search-command.ts";
import { SearchView } from "./search-view/search-view.ts";
import { selectedText } from "./selected-text.ts";
import { ServerConnection } from "./server-connection.ts";
import { readServerSettings } from "./settings.ts";
import { findSimilarCode, peekSimilarCode } from "./similar-code.ts";
import { registerSimilarCodeAction } from "./similar-code-action.ts";
import { createClient, serverProgram } from "./start-server.ts";
import { createStatusItem } from "./status-item.ts";
import { manageIndex } from "./status-menu/manage-index.ts";
import { selectEngine } from "./status-menu/select-engine.ts";
import { showMenu } from "./status-menu/show-menu.ts";

let connection: ServerConnection | undefined;

/** Runs once the window is usable, so that an index is there by the first question and start-up stays as it was. */
export function activate(context: ExtensionContext): IsovecExtension {
  speak(env.language, l10n.bundle);
  const log = window.createOutputChannel("Isovec", { log: true });
  const server = new ServerConnection((library) => {
    refuseVirtualFolders();
    return createClient(library, context.extensionPath, log);
  }, log);
  connection = server;

  /** Runs a command so that its failure is a message with the way to the log. */
  const reported = (run: () => PromiseLike<unknown>) => async (): Promise<void> => {
    try {
      await run();
    } catch (error) {
      log.error(describeFailure(error));
      const choice = await window.showErrorMessage(describeFailure(error), t("Show Log"));
      if (choice !== undefined) log.show();
    }
  };
  const refreshIndex = () =>
    window.withProgress(
      { location: ProgressLocation.Window, title: t("Isovec: refreshing the index") },
      async () => {
        const client = await server.ready();
        await client.sendRequest(methods.indexRefresh, {});
      },
    );
  const send = (method: string) =>
    reported(async () => {
      const client = await server.ready();
      await client.sendRequest(method, {});
    });
  const rebuildIndex = async (): Promise<void> => {
    const choice = await window.showWarningMessage(
      t("Rebuild the index of this workspace? All files are read and embedded again."),
      { modal: true },
      t("Rebuild"),
    );
    if (choice !== undefined) await send(methods.indexClear)();
  };
  const program = () => serverProgram(context.extensionPath, context.globalStorageUri.fsPath);
  const report = (page: Report) => reported(() => showReport(page, program()));
  const searchView = new SearchView(context, server, log);
  const similarCode = async (peek: boolean): Promise<void> => {
    const found = await window.withProgress({ location: { viewId: SearchView.id } }, () =>
      findSimilarCode(server, new AbortController().signal),
    );
    if (found === undefined) return;
    if (peek) await peekSimilarCode(found);
    else await searchView.showHits(t("Similar to {0}", found.place), found.hits);
  };
  const nearDuplicates = async (): Promise<void> => {
    const found = await window.withProgress({ location: { viewId: SearchView.id } }, () =>
      findNearDuplicates(server, new AbortController().signal),
    );
    if (found !== undefined) await searchView.showHits(found.heading, found.hits);
  };
  const runDoctor = async (): Promise<void> => {
    // A server that cannot even say which engine serves is examined as it is configured.
    const serving = await server
      .ready()
      .then((client) => client.sendRequest<BackendListResult>(methods.backendList, {}))
      .catch(() => undefined);
    await report(doctorOf(serving?.active?.id))();
  };
  const api = createApi(server);
  const restart = reported(() => server.restart());

  context.subscriptions.push(
    log,
    server,
    createStatusItem(server),
    commands.registerCommand(
      "isovec.search",
      reported(() => searchCode(server, log)),
    ),
    window.registerWebviewViewProvider(SearchView.id, searchView),
    commands.registerCommand(
      "isovec.openSearchView",
      reported(() => (hasFolderOnDisk() ? searchView.open(selectedText()) : showWelcome())),
    ),
    registerSimilarCodeAction(),
    commands.registerCommand(
      "isovec.findSimilar",
      reported(() => similarCode(false)),
    ),
    commands.registerCommand(
      "isovec.peekSimilar",
      reported(() => similarCode(true)),
    ),
    commands.registerCommand("isovec.findDuplicates", reported(nearDuplicates)),
    commands.registerCommand(
      "isovec.copyResults",
      reported(() => searchView.copyList()),
    ),
    commands.registerCommand("isovec.refreshIndex", reported(refreshIndex)),
    commands.registerCommand("isovec.showMap", report(codeMap)),
    commands.registerCommand("isovec.showParity", report(parity)),
    commands.registerCommand("isovec.runDoctor", reported(runDoctor)),
    registerOpenPlace(),
    commands.registerCommand(
      "isovec.manageIndex",
      reported(() => manageIndex(server)),
    ),
    commands.registerCommand("isovec.pauseIndex", send(methods.indexPause)),
    commands.registerCommand("isovec.resumeIndex", send(methods.indexResume)),
    commands.registerCommand("isovec.rebuildIndex", rebuildIndex),
    commands.registerCommand(
      "isovec.selectEngine",
      reported(() => selectEngine(server)),
    ),
    commands.registerCommand(
      "isovec.showMenu",
      reported(() => showMenu(server)),
    ),
    commands.registerCommand("isovec.restartServer", restart),
    commands.registerCommand("isovec.showLog", () => log.show()),
    followSettings(server, restart),
    api,
    registerSearchTool(server),
    registerMcpServers(program, context.extension.packageJSON.version),
  );
  if (hasFolderOnDisk() && readServerSettings().start === "automatic") {
    // After the activation: the editor's other extensions wait for nothing that is read or started here.
    setTimeout(reported(() => server.ready()));
  }
  return api;
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
