import { t } from "@vscode/l10n";
import type { ServerView } from "../server-view.ts";
import type { NoticeAction } from "./page/messages.ts";

/** What is wrong although answers may come, and what can be done about it. */
export interface Trouble {
  /** "" where nothing is. */
  readonly text: string;
  readonly actions: readonly NoticeAction[];
}

/** @param degraded why the answer on the screen stands on words only */
export function describeTrouble(
  { phase, failure, server }: ServerView,
  degraded: string | undefined,
): Trouble {
  if (phase === "failed") return { text: failure ?? t("The server did not start."), actions: [showLog()] };
  if (degraded !== undefined) {
    return { text: t("Found by words only. {0}", degraded), actions: [runDoctor(), selectEngine()] };
  }
  if (server?.health === "error") return { text: server.message, actions: [runDoctor(), showLog()] };
  if (server?.health === "warning") return { text: server.message, actions: [selectEngine(), showLog()] };
  return { text: "", actions: [] };
}

export function showLog(): NoticeAction {
  return { name: "showLog", label: t("Show Log") };
}

function runDoctor(): NoticeAction {
  return { name: "runDoctor", label: t("Run Doctor") };
}

function selectEngine(): NoticeAction {
  return { name: "selectEngine", label: t("Select Engine") };
}
