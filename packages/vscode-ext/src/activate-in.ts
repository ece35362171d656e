import { methods } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import {
  commands,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  window,
} from "vscode";
import type { IsovecExtension } from "../api/isovec.d.ts";
import { registerSearchTool } from "./agents/search-tool.ts";
import { createApi } from "./api/extension-api.ts";
import { describeFailure } from "./failure.ts";
import { followSettings } from "./follow-settings.ts";
import { speak } from "./language.ts";
import type { ClientLibrary, LanguageClient } from "./language-client.ts";
import { findNearDuplicates } from "./near-duplicates.ts";
import { showWelcome } from "./open-folders.ts";
import { searchCode } from "./search-command.ts";
import { SearchView } from "./search-view/search-view.ts";
import { selectedText } from "./selected-text.ts";
import { ServerConnection } from "./server-connection.ts";
import { readServerSettings } from "./settings.ts";
import { findSimilarCode, peekSimilarCode } from "./similar-code.ts";
import { registerSimilarCodeAction } from "./similar-code-action.ts";
import { createStatusItem } from "./status-item.ts";
import { manageIndex } from "./status-menu/manage-index.ts";
import { showMenu } from "./status-menu/show-menu.ts";

/** What sets the editors apart that the extension runs in: one with Node beside it, and one in a browser. */
export interface Host {
  /** @throws Error that says why nothing can be searched here */
  readonly createClient: (library: ClientLibrary, log: LogOutputChannel) => LanguageClient;
  /** Whether any folder is open that the server can read. */
  readonly hasFolder: () => boolean;
  /** Schemes of the documents that the server can know. */
  readonly scheme: "file" | "*";
  /** Commands of the status menu that there are not. */
  readonly without: ReadonlySet<string>;
}

/** What an entry may add to. */
export interface Activated {
  readonly server: ServerConnection;
  readonly api: IsovecExtension;
  /** Runs a command so that its failure is a message with the way to the log. */
  readonly reported: (run: () => PromiseLike<unknown>) => () => Promise<void>;
}

/** All that is the same wherever the extension runs. */
export function activateIn(context: ExtensionContext, host: Host): Activated {
  speak(env.language, l10n.bundle);
  const log = window.createOutputChannel("Isovec", { log: true });
  const server = new ServerConnection((library) => host.createClient(library, log), log);

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
  const api = createApi(server);
  const restart = reported(() => server.restart());
  // What is shown of the server says so from its first moment on.
  if (host.hasFolder() && readServerSettings().start === "automatic") void reported(() => server.ready())();

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
      reported(() => (host.hasFolder() ? searchView.open(selectedText()) : showWelcome())),
    ),
    registerSimilarCodeAction(host.scheme),
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
    commands.registerCommand(
      "isovec.manageIndex",
      reported(() => manageIndex(server)),
    ),
    commands.registerCommand("isovec.pauseIndex", send(methods.indexPause)),
    commands.registerCommand("isovec.resumeIndex", send(methods.indexResume)),
    commands.registerCommand("isovec.rebuildIndex", rebuildIndex),
    commands.registerCommand(
      "isovec.showMenu",
      reported(() => showMenu(server, host.without)),
    ),
    commands.registerCommand("isovec.restartServer", restart),
    commands.registerCommand("isovec.showLog", () => log.show()),
    followSettings(server, restart),
    api,
    registerSearchTool(server),
  );
  return { server, api, reported };
}
