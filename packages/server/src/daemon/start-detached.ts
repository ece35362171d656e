import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IsovecError } from "@isovec/core";
import { daemonFolder } from "./daemon-record.ts";

/**
 * Starts the program again as a daemon that outlives this process.
 * @param parameters of the command line, as for a daemon in the foreground
 * @returns its first line: it listens
 * @throws IsovecError with what the daemon said when it ended instead
 */
export async function startDetached(place: string, parameters: readonly string[]): Promise<string> {
  mkdirSync(daemonFolder(place), { recursive: true, mode: 0o700 });
  // Nobody reads its words later on; a pipe to this process would break.
  const words = join(daemonFolder(place), "last-words.txt");
  const stderr = openSync(words, "w", 0o600);
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...parameters], {
    detached: true,
    windowsHide: true,
    cwd: place,
    stdio: ["ignore", "pipe", stderr],
  });
  closeSync(stderr);
  const stdout = child.stdout;
  if (stdout === null) throw new Error("the daemon has no output");
  const [line] = await Promise.race([once(stdout, "data"), once(child, "close")]);
  if (Buffer.isBuffer(line)) {
    stdout.destroy();
    child.unref();
    return line.toString("utf8").trimEnd();
  }
  throw new IsovecError("IndexUnavailable", "The daemon has not started.", {
    remedy: readFileSync(words, "utf8").trim(),
  });
}
