import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { family } from "../parity/peak-memory.ts";

/**
 * What a process and those that it started hold in memory now.
 * @returns bytes, or undefined where the system does not say
 */
export function residentMemory(root: number): number | undefined {
  try {
    if (process.platform === "win32") return undefined;
    if (process.platform === "darwin") {
      return 1024 * Number(execFileSync("ps", ["-o", "rss=", "-p", String(root)], { encoding: "utf8" }));
    }
    const kilobytes = family(root).map((pid) =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0),
    );
    return 1024 * kilobytes.reduce((sum, size) => sum + size, 0);
  } catch {
    return undefined;
  }
}
