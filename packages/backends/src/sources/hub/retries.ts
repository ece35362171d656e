import type { IsovecError } from "@isovec/core";
import { backOff, maximumAttempts, retryAfter } from "../../http/transport/back-off.ts";
import type { Clock } from "../../peer/clock.ts";

/** A failure that the next attempt may not meet. Never leaves this folder: what is thrown in the end is its `failure`. */
export class Passing extends Error {
  constructor(
    readonly failure: IsovecError,
    /** What the hub asks to be left alone for, milliseconds. */
    readonly waitMs: number = 0,
  ) {
    super(failure.message);
  }
}

/** Nobody sits before a terminal for longer; what was downloaded is kept for another time. */
const longestWaitMs = 5 * 60_000;

/** Retry-After, or undefined. */
export function waitAskedFor(header: string | undefined): number | undefined {
  return retryAfter(header ?? null, Date.now());
}

export interface Persistence {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** One short line on a wait. */
  readonly onWait: (message: string) => void;
}

/**
 * Does a piece of work until it succeeds, five failures in a row at most, with growing waits between them.
 * @param work told to call `progressed` when it got so far that the failures before count no more
 */
export async function persistently<T>(
  { clock, signal, onWait }: Persistence,
  work: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  for (;;) {
    try {
      return await work(() => {
        failures = 0;
      });
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      failures += 1;
      if (failures === maximumAttempts || error.waitMs > longestWaitMs) throw error.failure;
      const wait = Math.max(error.waitMs, backOff(failures, clock.random()));
      onWait(`${error.failure.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
      await clock.sleep(wait, signal);
    }
  }
}
