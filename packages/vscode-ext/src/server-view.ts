import type { IndexStatus, ServerStatus } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";

/** What the editor knows of its server at one moment. */
export interface ServerView {
  readonly phase: "starting" | "running" | "stopped" | "failed";
  /** Why the server is not there, when `phase` is "failed". */
  readonly failure?: string;
  /** Last `experimental/serverStatus`. */
  readonly server?: ServerStatus;
  /** Last `index/didChange` or answer to `index/status`. */
  readonly index?: IndexStatus;
}

/** Share of the chunks that have their vector, 0 to 100, rounded down; undefined before the first scan. */
export function percentEmbedded(index: IndexStatus): number | undefined {
  return index.chunks === 0 ? undefined : Math.floor((100 * index.embedded) / index.chunks);
}

/** What to tell someone who asks while the index is incomplete; undefined when it is complete. */
export function describeBuilding(index: IndexStatus | undefined): string | undefined {
  if (index?.state === "scanning") return t("files are being read");
  if (index?.state !== "embedding") return undefined;
  const percent = percentEmbedded(index);
  return percent === undefined ? t("index is being built") : t("index is being built, {0} %", percent);
}
