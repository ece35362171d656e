import type { Clock } from "../../src/peer/clock.ts";

/** Time that passes only where the code under test sleeps, and time limits that end when the test says so. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];
  private time = 0;
  private readonly limits = new Set<AbortController>();

  now(): number {
    return this.time;
  }

  random(): number {
    return 0.5;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }

  timeout(): { readonly signal: AbortSignal; clear(): void } {
    const controller = new AbortController();
    this.limits.add(controller);
    return { signal: controller.signal, clear: () => this.limits.delete(controller) };
  }

  expire(): void {
    for (const limit of this.limits) limit.abort();
  }
}
