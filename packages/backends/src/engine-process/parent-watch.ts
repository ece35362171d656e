/**
 * Runs in a thread of the engine's process. A pass may hold the main thread for seconds, in which it does not see that
 * its channel is closed; this thread does, and nobody is left who waits for the pass.
 */
import { workerData } from "node:worker_threads";

const everyMs = 1_000;
const parent = workerData as number;

function isParentGone(): boolean {
  // Where the system hands orphans on the number changes; Windows keeps it.
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

setInterval(() => {
  if (isParentGone()) process.kill(process.pid, "SIGKILL");
}, everyMs);
