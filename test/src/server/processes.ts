import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** What runs, as the system tells it. A process that has ended and is not yet collected (Z) does not run. */
function running(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      const [state = "Z", parent = "0"] = fields;
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), state }];
    } catch {
      return [];
    }
  });
}

/** All that a process has started, and what those have started. */
export function descendants(root: number): number[] {
  const all = running();
  const found = [root];
  for (const pid of found) for (const one of all) if (one.parent === pid) found.push(one.pid);
  return found.slice(1);
}

export function isRunning(pid: number): boolean {
  return running().some((one) => one.pid === pid);
}

/** Waits until none of them runs. @throws after `patienceMs` with those that do */
export async function gone(pids: readonly number[], patienceMs: number): Promise<void> {
  for (const since = performance.now(); ; await setTimeout(50)) {
    const left = pids.filter(isRunning);
    if (left.length === 0) return;
    if (performance.now() - since > patienceMs) throw new Error(`still running: ${left.join(", ")}`);
  }
}
