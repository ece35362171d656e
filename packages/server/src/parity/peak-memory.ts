import { readdirSync, readFileSync } from "node:fs";

/** Process ids of a process and all that it started. */
export function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // The name in brackets may hold anything; what follows it does not.
      const fields = readFileSync(`/proc/${entry}/stat`, "utf8").split(") ").at(-1)?.split(" ");
      parents.set(Number(entry), Number(fields?.[1]));
    } catch {
      // It has ended since the folder was read.
    }
  }
  const members = [root];
  for (const member of members) {
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  }
  return members;
}

/**
 * The largest resident sizes of a process and of those it started, added up.
 * @returns MB, or undefined where the system has no /proc
 */
export function peakMemory(root: number = process.pid): number | undefined {
  try {
    const peaks = family(root).map((pid) => {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      return Number(line?.[1] ?? 0) / 1024;
    });
    return peaks.reduce((sum, peak) => sum + peak, 0);
  } catch {
    return undefined;
  }
}
