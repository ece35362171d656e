import type { IndexStatus } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { grouped } from "./language.ts";
import { describeBuilding, percentEmbedded, type ServerView } from "./server-view.ts";

/** The status bar item in plain values. */
export interface StatusPresentation {
  /** With codicons, as `StatusBarItem.text`. */
  readonly text: string;
  /** One line a fact. */
  readonly tooltip: readonly string[];
  readonly severity: "normal" | "warning" | "error";
  readonly command: "isovec.showMenu" | "isovec.showLog";
}

/** A healthy server is quiet; one in trouble says so. What cannot work leads to the log, all else to the menu. */
export function presentStatus(view: ServerView): StatusPresentation {
  const trouble = troubleOf(view);
  if (trouble !== undefined) {
    const failed = trouble.severity === "error";
    return {
      text: `$(${trouble.severity}) Isovec`,
      tooltip: [trouble.message, failed ? t("Click to show the log.") : t("Click for the menu.")],
      severity: trouble.severity,
      command: failed ? "isovec.showLog" : "isovec.showMenu",
    };
  }
  const { text, state } = presentProgress(view);
  return {
    text,
    tooltip: [
      t("Isovec: {0}", state),
      ...describeServer(view),
      ...describeIndex(view.index),
      t("Click for the menu."),
    ],
    severity: "normal",
    command: "isovec.showMenu",
  };
}

function troubleOf(view: ServerView): { severity: "warning" | "error"; message: string } | undefined {
  if (view.phase === "failed")
    return { severity: "error", message: view.failure ?? t("The server did not start.") };
  if (view.server?.health === "error") return { severity: "error", message: view.server.message };
  if (view.index?.state === "failed") {
    return {
      severity: "error",
      message: view.index.errors[0]?.message ?? t("The index could not be built."),
    };
  }
  if (view.server?.health === "warning") return { severity: "warning", message: view.server.message };
  return undefined;
}

function presentProgress({ phase, server, index }: ServerView): { text: string; state: string } {
  if (phase === "stopped") return { text: "$(circle-slash) Isovec", state: t("stopped") };
  // A server that runs and has not said yet how it is, is no ready one.
  const silent = server === undefined && index === undefined;
  if (phase === "starting" || silent) return { text: "$(loading~spin) Isovec", state: t("starting") };
  const building = describeBuilding(index);
  if (index !== undefined && building !== undefined) {
    const percent = index.state === "embedding" ? percentEmbedded(index) : undefined;
    return { text: `$(sync~spin) Isovec${percent === undefined ? "" : ` ${percent} %`}`, state: building };
  }
  if (server?.quiescent === false)
    return { text: "$(loading~spin) Isovec", state: server.message || t("busy") };
  if (index?.state === "paused") return { text: "$(debug-pause) Isovec", state: t("the index is paused") };
  return { text: "$(search) Isovec", state: t("ready") };
}

/** A model that no engine has loaded yet is named by the server's message. */
function describeServer({ server }: ServerView): string[] {
  if (server?.model === undefined || server.backend === undefined) return [];
  return [t("{0} on {1}", server.model, server.backend)];
}

function describeIndex(index: IndexStatus | undefined): string[] {
  if (index === undefined) return [];
  const lines = [`${describeFiles(index.files)}, ${describeChunks(index.chunks)}`];
  if (index.etaMs !== undefined) lines.push(describeTimeLeft(index.etaMs));
  if (index.errors.length > 0) lines.push(t("{0} left out, see the log", describeFiles(index.errors.length)));
  return lines;
}

function describeFiles(files: number): string {
  return files === 1 ? t("1 file") : t("{0} files", grouped(files));
}

function describeChunks(chunks: number): string {
  return chunks === 1 ? t("1 chunk") : t("{0} chunks", grouped(chunks));
}

function describeTimeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? t("about {0} s left", seconds) : t("about {0} min left", Math.round(seconds / 60));
}
