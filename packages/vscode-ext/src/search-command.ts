import { methods, type SearchHit, type SearchResult } from "@isovec/core/protocol";
import {
  commands,
  type Disposable,
  type LogOutputChannel,
  type QuickPickItem,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from "vscode";
import { askServer } from "./ask-server.ts";
import { describeFailure } from "./failure.ts";
import { LiveQuery } from "./live-query.ts";
import { openHit } from "./open-hit.ts";
import { type SearchItem, searchItem } from "./search-item.ts";
import { selectedText } from "./selected-text.ts";
import type { ServerConnection } from "./server-connection.ts";
import { describeBuilding } from "./server-view.ts";

const typingPauseMs = 150;
const hitLimit = 30;
const besideButton = { iconPath: new ThemeIcon("split-horizontal"), tooltip: "Open to the Side" };

/** A row that tells something instead of leading somewhere. */
interface NoticeItem extends QuickPickItem {
  readonly hit?: undefined;
}

const nothingFound: NoticeItem = { label: "Nothing found.", alwaysShow: true };

/** "Isovec: Search Code": a Quick Pick that answers while one types. */
export async function searchCode(connection: ServerConnection, log: LogOutputChannel): Promise<void> {
  if (workspace.workspaceFolders === undefined) {
    const open = await window.showInformationMessage(
      "Isovec searches a folder, and none is open.",
      "Open Folder",
    );
    if (open !== undefined) await commands.executeCommand("workbench.action.files.openFolder");
    return;
  }
  const picker = window.createQuickPick<SearchItem | NoticeItem>();
  picker.placeholder = "Ask in your own words, e.g. where are passwords hashed";
  picker.value = selectedText();
  // The answer's order is the server's. The property is not in the typings yet; without it rows whose name holds the
  // typed letters move up (microsoft/vscode#73904).
  Object.assign(picker, { sortByLabel: false });

  const live = new LiveQuery<SearchResult>({
    delayMs: typingPauseMs,
    ask: (query, signal) => askServer(connection, methods.search, { query, limit: hitLimit }, signal),
    onAnswer: ({ hits }) => {
      picker.items = hits.length > 0 ? hits.map(itemOf) : [nothingFound];
    },
    onFailure: (error) => {
      log.error(`Search failed: ${describeFailure(error)}`);
      picker.items = [failed(error)];
    },
    onBusy: (busy) => {
      picker.busy = busy;
    },
  });
  const showTitle = (): void => {
    const building = describeBuilding(connection.view.index);
    picker.title = building === undefined ? "Isovec: Search Code" : `Isovec: Search Code (${building})`;
  };
  const accept = async (item: SearchItem | NoticeItem | undefined, beside: boolean): Promise<void> => {
    if (item === undefined || item === nothingFound) return;
    picker.hide();
    if (item.hit === undefined) log.show();
    else await openHit(item.hit, beside);
  };
  const report = (error: unknown): void => void window.showErrorMessage(describeFailure(error));

  let generation = connection.view.index?.generation;
  const subscriptions: Disposable[] = [
    picker,
    picker.onDidChangeValue((text) => {
      if (!live.change(text)) picker.items = [];
    }),
    picker.onDidAccept(() => void accept(picker.activeItems[0], false).catch(report)),
    picker.onDidTriggerItemButton(({ item }) => void accept(item, true).catch(report)),
    connection.onDidChange(({ index }) => {
      showTitle();
      // Someone who waits for a young index sees better answers come in.
      if (index?.state === "idle" && index.generation !== generation) live.repeat();
      generation = index?.generation;
    }),
    picker.onDidHide(() => {
      live.cancel();
      for (const subscription of subscriptions) subscription.dispose();
    }),
  ];
  showTitle();
  picker.show();
  live.change(picker.value);
}

function itemOf(hit: SearchHit): SearchItem & QuickPickItem {
  const path = workspace.asRelativePath(Uri.parse(hit.uri, true));
  return { ...searchItem(hit, path), buttons: [besideButton] };
}

function failed(error: unknown): NoticeItem {
  const label = `$(error) ${describeFailure(error)}`;
  return { label, detail: "Press Enter to show the log.", alwaysShow: true };
}
