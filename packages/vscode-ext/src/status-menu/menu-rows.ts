import type { IndexStatus } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import type { ServerView } from "../server-view.ts";

/** One row of the menu behind the status item. Structurally a `QuickPickItem`. */
export interface MenuRow {
  /** With codicons. */
  readonly label: string;
  readonly description?: string;
  /** Absent in a row that only divides. */
  readonly command?: string;
  /** `QuickPickItemKind.Separator`. */
  readonly kind?: -1;
}

/** What can be done at this moment, what is done most first. @param without commands that there are not */
export function menuRows(view: ServerView, without: ReadonlySet<string> = new Set()): readonly MenuRow[] {
  const rows = allRows(view).filter(({ command }) => command === undefined || !without.has(command));
  // A heading with nothing below it goes too.
  return rows.filter((row, at) => row.kind === undefined || rows[at + 1]?.command !== undefined);
}

function allRows({ index, server }: ServerView): readonly MenuRow[] {
  return [
    { label: icon("search", t("Search Code")), command: "isovec.search" },
    { label: icon("list-tree", t("Open Search View")), command: "isovec.openSearchView" },
    { label: icon("files", t("Find Near-Duplicates of This File")), command: "isovec.findDuplicates" },
    { label: t("Index"), kind: -1 },
    index?.state === "paused"
      ? { label: icon("debug-continue", t("Resume Indexing")), command: "isovec.resumeIndex" }
      : {
          label: icon("debug-pause", t("Pause Indexing")),
          description: t("searches are answered all the same"),
          command: "isovec.pauseIndex",
        },
    { label: icon("refresh", t("Refresh Index")), command: "isovec.refreshIndex" },
    {
      label: icon("database", t("Manage Index")),
      ...(index !== undefined && { description: describePlace(index) }),
      command: "isovec.manageIndex",
    },
    { label: icon("graph-scatter", t("Show Code Map")), command: "isovec.showMap" },
    { label: t("Engine"), kind: -1 },
    {
      label: icon("server-environment", t("Select Engine")),
      ...(server?.backend !== undefined && { description: server.backend }),
      command: "isovec.selectEngine",
    },
    {
      label: icon("pulse", t("Run Doctor")),
      description: t("is the engine right, and if not, what to do"),
      command: "isovec.runDoctor",
    },
    { label: icon("checklist", t("Show Parity of Engines")), command: "isovec.showParity" },
    { label: t("Server"), kind: -1 },
    { label: icon("output", t("Show Log")), command: "isovec.showLog" },
    { label: icon("debug-restart", t("Restart Server")), command: "isovec.restartServer" },
  ];
}

/** Size and folder. Several folders of a workspace have an index each. */
function describePlace({ bytes, locations = [] }: IndexStatus): string {
  const [only, ...others] = locations;
  if (only === undefined) return describeSize(bytes);
  return others.length > 0
    ? t("{0} in {1} folders", describeSize(bytes), locations.length)
    : t("{0} in {1}", describeSize(bytes), only);
}

function icon(name: string, label: string): string {
  return `$(${name}) ${label}`;
}

/** Decimal units, as disks are sold. */
export function describeSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
