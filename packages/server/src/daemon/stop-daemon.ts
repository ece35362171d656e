import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import { readDaemonRecord } from "./daemon-record.ts";

const patienceMs = 10_000;
const lookEveryMs = 50;

/**
 * Ends the daemon of a state folder.
 * @returns the process that has ended; nothing when none runs
 * @throws IsovecError `Timeout` when it does not end
 */
export async function stopDaemon(place: string): Promise<number | undefined> {
  const record = readDaemonRecord(place);
  if (record === undefined) return undefined;
  // The number in a killed daemon's record may be another process's by now.
  const socket = connect(record.address);
  const answers = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (!answers) return undefined;
  process.kill(record.pid, "SIGTERM");
  for (
    const since = performance.now();
    performance.now() - since < patienceMs;
    await setTimeout(lookEveryMs)
  ) {
    try {
      process.kill(record.pid, 0);
    } catch {
      return record.pid;
    }
  }
  throw new IsovecError("Timeout", `The daemon (process ${record.pid}) does not end.`, {
    remedy: "Kill that process: what it has done is kept.",
  });
}
