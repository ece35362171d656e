import type { Command } from "commander";
import type { CodeIndex } from "../../index/code-index.ts";
import type { Session } from "../session.ts";
import { refreshWithProgress } from "./index-command.ts";

/** How much of an index is brought up to date before a report on it. */
export interface Freshness {
  readonly refresh: boolean;
  readonly embed: boolean;
}

export function withFreshness(command: Command): Command {
  return command
    .option("--no-embed", "read what is new, but embed nothing: a matter of seconds")
    .option("--no-refresh", "take the index as it is");
}

/** Reads files and cuts them; the run is left when embedding begins. */
async function refreshWords(index: CodeIndex, { progress, signal }: Session): Promise<void> {
  const isEnough = new AbortController();
  const refresh = index.refresh({
    signal: AbortSignal.any([signal, isEnough.signal]),
    onProgress: (done) => {
      if (done.phase === "embedding") isEnough.abort();
      else progress.update(done);
    },
  });
  await refresh.catch((error: unknown) => {
    if (signal.aborted || !isEnough.signal.aborted) throw error;
  });
  progress.end();
}

export async function freshen(index: CodeIndex, session: Session, options: Freshness): Promise<void> {
  if (!options.refresh) return;
  if (options.embed) await refreshWithProgress(index, session);
  else await refreshWords(index, session);
}
