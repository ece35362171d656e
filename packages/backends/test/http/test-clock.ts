import type { Clock } from "../../src/peer/clock.ts";

/** Time that passes only when it is told to: a wait takes none of the test's, and is written down. */
export class TestClock implements Clock {
  /** Milliseconds of every wait so far. */
  readonly waits: number[] = [];
  /** What `random` gives. */
  chance = 1;
  private time: number = Date.parse("2026-01-01T00:00:00Z");
  private readonly running: Set<{ readonly controller: AbortController; readonly end: number }> = new Set();

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.waits.push(milliseconds);
    this.pass(milliseconds);
  }

  timeout(milliseconds: number): { readonly signal: AbortSignal; clear(): void } {
    const timer = { controller: new AbortController(), end: this.time + milliseconds };
    this.running.add(timer);
    return { signal: timer.controller.signal, clear: () => this.running.delete(timer) };
  }

  /** Lets time pass; limits that end within it fire. */
  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of this.running) {
      if (timer.end > this.time) continue;
      this.running.delete(timer);
      timer.controller.abort();
    }
  }
}
