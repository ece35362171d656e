const windowMs = 3 * 60_000;
const mostCrashes = 5;
const firstWaitMs = 250;

/** When a plugin crashed, and what follows from it. Times are milliseconds of one clock. */
export class CrashRecord {
  private times: number[] = [];

  add(now: number): void {
    this.times = [...this.times.filter((time) => now - time < windowMs), now];
  }

  /** Five crashes in three minutes: another start would only be the next one. */
  get isHopeless(): boolean {
    return this.times.length >= mostCrashes;
  }

  /** Milliseconds to wait before the next start: 250 after a first crash, twice as long after each further one. */
  waitMs(now: number): number {
    const recent = this.times.filter((time) => now - time < windowMs);
    const last = recent.at(-1);
    return last === undefined ? 0 : Math.max(0, last + firstWaitMs * 2 ** (recent.length - 1) - now);
  }
}
