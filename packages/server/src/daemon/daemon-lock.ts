import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { IsovecError } from "@isovec/core";
import { Connection } from "../index/store/connection.ts";
import { daemonFolder, readDaemonRecord } from "./daemon-record.ts";

/**
 * Makes this process the one daemon of a state folder, for as long as it lives. The lock is the system's, taken by
 * SQLite on a file without content: a killed process holds none, so that there is no stale one to tell from a live one.
 * @returns gives the lock back
 * @throws IsovecError `IndexBusy` that names the daemon that runs
 */
export function lockDaemon(place: string): () => void {
  mkdirSync(daemonFolder(place), { recursive: true, mode: 0o700 });
  const connection = new Connection(join(daemonFolder(place), "lock"), () => undefined);
  try {
    connection.exec("BEGIN EXCLUSIVE");
    return () => connection.close();
  } catch (error) {
    connection.close();
    if (!(IsovecError.is(error) && error.name === "IndexBusy")) throw error;
    const running = readDaemonRecord(place);
    throw new IsovecError(
      "IndexBusy",
      `A daemon runs over ${place} already${running === undefined ? "" : ` (process ${running.pid})`}.`,
      { remedy: "Clients join it by themselves; `isovec daemon --stop` ends it.", cause: error },
    );
  }
}
