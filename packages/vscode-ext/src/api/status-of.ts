import type { Status } from "../../api/isovec.d.ts";
import type { ServerView } from "../server-view.ts";

/** The window's server as other extensions see it. */
export function statusOf({ phase, failure, server, index }: ServerView): Status {
  const trouble = failure ?? (server === undefined || server.health === "ok" ? undefined : server.message);
  return {
    state: phase,
    ...(trouble !== undefined && { trouble }),
    ...(server?.model !== undefined && { model: server.model }),
    ...(server?.backend !== undefined && { engine: server.backend }),
    ...(index !== undefined && {
      index: {
        files: index.files,
        chunks: index.chunks,
        embedded: index.embedded,
        paused: index.state === "paused",
      },
    }),
  };
}
