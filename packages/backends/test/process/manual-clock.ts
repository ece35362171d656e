import type { Clock } from "../../src/peer/clock.ts";

/** Time that passes only where the code under test sleeps, and time limits that end when the test says so. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];
  private time = 0;
  private readonly limits = new Map<AbortController, number>();

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

  timeout(milliseconds: number): { readonly signal: AbortSignal; clear(): void } {
    const controller = new AbortController();
    this.limits.set(controller, milliseconds);
    return { signal: controller.signal, clear: () => this.limits.delete(controller) };
  }

  /** @param longest of the limits that end, in milliseconds */
  expire(longest: number = Number.POSITIVE_INFINITY): void {
    for (const [limit, milliseconds] of this.limits) if (milliseconds <= longest) limit.abort();
  }
}
