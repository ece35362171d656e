import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { IsovecError } from "@isovec/core";
import type { Clock } from "../../peer/clock.ts";

export interface HeldLock {
  /** @throws IsovecError `IndexBusy` when another process has taken it: it was held to be abandoned. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

export interface LockParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called once when another process holds it. */
  readonly onWait?: ((owner: string) => void) | undefined;
}

/** How often the holder says that it lives. */
const beatMs = 2_000;
/** How often somebody who waits looks again. */
const lookMs = 500;
/** A holder that was silent for so long, by the clock of whoever waits, is gone. */
const silentMs = 20_000;

interface Claim {
  /** `HOST PID UNIQUE` */
  readonly text: string;
  readonly beat: number;
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    return { text, beat: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether the process of a claim has ended. One of another machine cannot be asked; its silence tells. */
function hasEnded(claim: string): boolean {
  const [host = "", pid = ""] = claim.split(" ");
  if (host !== hostname() || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/**
 * Takes an abandoned lock away. Renaming is what one process only can do; should it have caught the lock of a third
 * process that was faster, it is put back.
 */
async function breakLock(file: string, abandoned: string): Promise<void> {
  const away = `${file}.${randomUUID()}`;
  try {
    await rename(file, away);
    if ((await readFile(away, "utf8")) !== abandoned) await link(away, file).catch(() => undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    await rm(away, { force: true });
  }
}

async function tryToTake(file: string, claim: string): Promise<boolean> {
  try {
    await writeFile(file, claim, { flag: "wx" });
    return true;
  } catch (error) {
    // EPERM: on Windows the file of another process that is just being deleted.
    if (["EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function held(file: string, claim: string): HeldLock {
  const beat = setInterval(() => {
    const now = new Date();
    // Should it be gone, `assertHeld` says so.
    utimes(file, now, now).catch(() => undefined);
  }, beatMs);
  beat.unref();
  const isHeld = async (): Promise<boolean> => (await readClaim(file))?.text === claim;
  return {
    assertHeld: async () => {
      if (await isHeld()) return;
      throw new IsovecError("IndexBusy", `Another process has taken over ${file}.`, {
        remedy: "Run the command again; what was downloaded is kept.",
        retryable: true,
      });
    },
    release: async () => {
      clearInterval(beat);
      if (await isHeld()) await rm(file, { force: true });
    },
  };
}

/**
 * Waits until no other process holds the lock, and takes it. A process that was killed leaves its lock behind: it is broken
 * when that process has ended, or when it gave no sign of life for 20 seconds.
 * @param file in a folder that exists
 * @throws what the signal's reason is, or what the file system says
 */
export async function acquireLock(file: string, { clock, signal, onWait }: LockParts): Promise<HeldLock> {
  const claim = `${hostname()} ${process.pid} ${randomUUID()}`;
  let seen: { readonly claim: Claim; readonly since: number } | undefined;
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    if (await tryToTake(file, claim)) return held(file, claim);
    const other = await readClaim(file);
    if (other === undefined) continue;
    if (seen === undefined || seen.claim.text !== other.text || seen.claim.beat !== other.beat)
      seen = { claim: other, since: clock.now() };
    // An empty one is being written at this moment, or was when its process was killed.
    if (hasEnded(other.text) || clock.now() - seen.since >= silentMs) {
      await breakLock(file, other.text);
      continue;
    }
    if (!told) onWait?.(other.text.split(" ").slice(0, 2).join(", process "));
    told = true;
    await clock.sleep(lookMs, signal);
  }
}
