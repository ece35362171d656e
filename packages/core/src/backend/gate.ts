import type { PassPriority } from "./embedding-backend.ts";

/** Lets so many through at once; the others wait in the order in which they came, what a person waits for first. */
export class Gate {
  private readonly waiting: Readonly<Record<PassPriority, (() => void)[]>> = {
    interactive: [],
    background: [],
  };

  constructor(private free: number) {}

  /** Does the work when it is let through. A wait that is cancelled rejects with the signal's reason. */
  async pass<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    priority: PassPriority = "background",
  ): Promise<T> {
    await this.enter(signal, this.waiting[priority]);
    try {
      return await work();
    } finally {
      const next = this.waiting.interactive.shift() ?? this.waiting.background.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  private enter(signal: AbortSignal, waiting: (() => void)[]): Promise<void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      waiting.push(enter);
    });
  }
}
