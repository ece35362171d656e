import type { ServerView } from "../server-view.ts";

/** One row of the menu behind the status item. Structurally a `QuickPickItem`. */
export interface MenuRow {
  /** With codicons. */
  readonly label: string;
  readonly description?: string;
  readonly command: string;
}

/** What can be done at this moment, what is done most first. */
export function menuRows({ index, server }: ServerView): readonly MenuRow[] {
  const paused = index?.state === "paused";
  return [
    { label: "$(search) Search Code", command: "isovec.search" },
    { label: "$(list-tree) Open Search View", command: "isovec.openSearchView" },
    paused
      ? { label: "$(debug-continue) Resume Indexing", command: "isovec.resumeIndex" }
      : {
          label: "$(debug-pause) Pause Indexing",
          description: "searches are answered all the same",
          command: "isovec.pauseIndex",
        },
    { label: "$(refresh) Refresh Index", command: "isovec.refreshIndex" },
    {
      label: "$(trash) Rebuild Index",
      ...(index !== undefined && { description: describeSize(index.bytes) }),
      command: "isovec.rebuildIndex",
    },
    {
      label: "$(server-environment) Select Engine",
      ...(server?.backend !== undefined && { description: server.backend }),
      command: "isovec.selectEngine",
    },
    { label: "$(graph-scatter) Show Code Map", command: "isovec.showMap" },
    { label: "$(checklist) Show Parity of Engines", command: "isovec.showParity" },
    { label: "$(output) Show Log", command: "isovec.showLog" },
    { label: "$(debug-restart) Restart Server", command: "isovec.restartServer" },
  ];
}

/** Decimal units, as disks are sold. */
function describeSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB on disk` : `${(bytes / 1e6).toFixed(1)} MB on disk`;
}
