import { methods, type SearchHit, type SearchResult } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import {
  commands,
  type Disposable,
  type LogOutputChannel,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from "vscode";
import { freshnessOf } from "./answer-freshness.ts";
import { askServer } from "./ask-server.ts";
import { describeFailure } from "./failure.ts";
import { LiveQuery } from "./live-query.ts";
import { openHit } from "./open-hit.ts";
import type { FilterCompletions } from "./search-filters/complete-filter.ts";
import { completeQuestion } from "./search-filters/filter-values.ts";
import { type SearchItem, searchItem } from "./search-item.ts";
import { describeCoverage } from "./search-view/coverage.ts";
import { selectedText } from "./selected-text.ts";
import type { ServerConnection } from "./server-connection.ts";

const typingPauseMs = 150;
const hitLimit = 30;

/** A row that tells something, or puts a filter into the question, instead of leading to a place. */
interface OtherItem extends QuickPickItem {
  readonly hit?: undefined;
  /** The question with the filter in it. */
  readonly question?: string;
  /** What to run when it is chosen. */
  readonly command?: string;
}

type Item = SearchItem | OtherItem;

const noCompletions: FilterCompletions = { start: 0, items: [] };

/** "Isovec: Search Code": a Quick Pick that answers while one types. */
export async function searchCode(connection: ServerConnection, log: LogOutputChannel): Promise<void> {
  if (workspace.workspaceFolders === undefined) {
    const open = await window.showInformationMessage(
      t("Isovec searches a folder, and none is open."),
      t("Open Folder"),
    );
    if (open !== undefined) await commands.executeCommand("workbench.action.files.openFolder");
    return;
  }
  const picker = window.createQuickPick<Item>();
  picker.placeholder = t("Ask in your own words, e.g. where are passwords hashed lang:ts -path:test");
  picker.value = selectedText();
  // The answer's order is the server's. The property is not in the typings yet; without it rows whose name holds the
  // typed letters move up (microsoft/vscode#73904).
  Object.assign(picker, { sortByLabel: false });

  let answered: readonly Item[] = [];
  let completions = noCompletions;
  const show = (): void => {
    picker.items = [...answered, ...completionItems(picker.value, completions)];
  };
  const live = new LiveQuery<SearchResult>({
    delayMs: typingPauseMs,
    ask: (query, signal) => askServer(connection, methods.search, { query, limit: hitLimit }, signal),
    onAnswer: ({ hits, degraded }) => {
      answered = [...degradedItems(degraded), ...(hits.length > 0 ? hits.map(itemOf) : [nothingFound()])];
      show();
    },
    onFailure: (error) => {
      // A filter that is half typed is no failure.
      answered = completions.items.length > 0 ? [] : [failed(error)];
      if (answered.length > 0) log.error(`Search failed: ${describeFailure(error)}`);
      show();
    },
    onBusy: (busy) => {
      picker.busy = busy;
    },
  });
  const showTitle = (): void => {
    picker.title = t("Isovec: {0}", describeCoverage(connection.view));
  };
  const change = async (question: string): Promise<void> => {
    if (!live.change(question)) answered = [];
    completions = noCompletions;
    if (answered.length === 0) show();
    const found = await completeQuestion(connection, question, question.length, false);
    if (question !== picker.value || found.items.length === 0) return;
    completions = found;
    show();
  };
  const accept = async (item: Item | undefined, beside: boolean): Promise<void> => {
    if (item === undefined) return;
    if (item.hit !== undefined) {
      picker.hide();
      await openHit(item.hit, { beside });
    } else if (item.question !== undefined) {
      picker.value = item.question;
      await change(item.question);
    } else if (item.command !== undefined) {
      picker.hide();
      await commands.executeCommand(item.command);
    }
  };
  const report = (error: unknown): void => void window.showErrorMessage(describeFailure(error));

  let freshness = freshnessOf(connection.view.index);
  const subscriptions: Disposable[] = [
    picker,
    picker.onDidChangeValue((text) => void change(text).catch(report)),
    picker.onDidAccept(() => void accept(picker.activeItems[0], false).catch(report)),
    picker.onDidTriggerItemButton(({ item }) => void accept(item, true).catch(report)),
    connection.onDidChange(({ index }) => {
      showTitle();
      // Someone who waits for a young index sees better answers come in.
      if (freshnessOf(index) !== freshness) live.repeat();
      freshness = freshnessOf(index);
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
  const beside = { iconPath: new ThemeIcon("split-horizontal"), tooltip: t("Open to the Side") };
  return { ...searchItem(hit, path), buttons: [beside] };
}

function completionItems(question: string, { start, items }: FilterCompletions): readonly OtherItem[] {
  if (items.length === 0) return [];
  const heading: OtherItem = { label: t("Filters"), kind: QuickPickItemKind.Separator, alwaysShow: true };
  return [
    heading,
    ...items.map(({ label, insert }) => ({
      label: `$(filter) ${label}`,
      alwaysShow: true,
      question: question.slice(0, start) + insert,
    })),
  ];
}

function nothingFound(): OtherItem {
  return { label: t("Nothing found."), alwaysShow: true };
}

function degradedItems(degraded: string | undefined): readonly OtherItem[] {
  if (degraded === undefined) return [];
  const label = `$(warning) ${t("Found by words only. {0}", degraded)}`;
  return [
    { label, detail: t("Press Enter to run the doctor."), alwaysShow: true, command: "isovec.runDoctor" },
  ];
}

function failed(error: unknown): OtherItem {
  const label = `$(error) ${describeFailure(error)}`;
  return {
    label,
    detail: t("Press Enter to show the log."),
    alwaysShow: true,
    command: "isovec.showLog",
  };
}
