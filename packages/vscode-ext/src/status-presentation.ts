import type { IndexStatus } from "@isovec/core/protocol";
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
      tooltip: [trouble.message, failed ? "Click to show the log." : "Click for the menu."],
      severity: trouble.severity,
      command: failed ? "isovec.showLog" : "isovec.showMenu",
    };
  }
  const { text, state } = presentProgress(view);
  return {
    text,
    tooltip: [
      `Isovec: ${state}`,
      ...describeServer(view),
      ...describeIndex(view.index),
      "Click for the menu.",
    ],
    severity: "normal",
    command: "isovec.showMenu",
  };
}

function troubleOf(view: ServerView): { severity: "warning" | "error"; message: string } | undefined {
  if (view.phase === "failed")
    return { severity: "error", message: view.failure ?? "The server did not start." };
  if (view.server?.health === "error") return { severity: "error", message: view.server.message };
  if (view.index?.state === "failed") {
    return { severity: "error", message: view.index.errors[0]?.message ?? "The index could not be built." };
  }
  if (view.server?.health === "warning") return { severity: "warning", message: view.server.message };
  return undefined;
}

function presentProgress({ phase, server, index }: ServerView): { text: string; state: string } {
  if (phase === "stopped") return { text: "$(circle-slash) Isovec", state: "stopped" };
  // A server that runs and has not said yet how it is, is no ready one.
  const silent = server === undefined && index === undefined;
  if (phase === "starting" || silent) return { text: "$(loading~spin) Isovec", state: "starting" };
  const building = describeBuilding(index);
  if (index !== undefined && building !== undefined) {
    const percent = index.state === "embedding" ? percentEmbedded(index) : undefined;
    return { text: `$(sync~spin) Isovec${percent === undefined ? "" : ` ${percent} %`}`, state: building };
  }
  if (server?.quiescent === false) return { text: "$(loading~spin) Isovec", state: server.message || "busy" };
  if (index?.state === "paused") return { text: "$(debug-pause) Isovec", state: "the index is paused" };
  return { text: "$(search) Isovec", state: "ready" };
}

/** A model that no engine has loaded yet is named by the server's message. */
function describeServer({ server }: ServerView): string[] {
  if (server?.model === undefined || server.backend === undefined) return [];
  return [`${server.model} on ${server.backend}`];
}

function describeIndex(index: IndexStatus | undefined): string[] {
  if (index === undefined) return [];
  const lines = [`${count(index.files, "file")}, ${count(index.chunks, "chunk")}`];
  if (index.etaMs !== undefined) lines.push(`${describeDuration(index.etaMs)} left`);
  if (index.errors.length > 0) lines.push(`${count(index.errors.length, "file")} left out, see the log`);
  return lines;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function describeDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}
