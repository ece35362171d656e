import { IsovecError } from "@isovec/core";

/** One request that is under way. */
export interface Admitted {
  /** Counts bytes that are kept for it. @throws IsovecError `Overloaded` when all together are too many */
  hold(bytes: number): void;
  leave(): void;
}

export interface AdmissionLimits {
  readonly requests: number;
  /** Bytes of the bodies of all requests together. */
  readonly bytes: number;
}

/** A bound on what is under way at once: requests wait in the engine's queue, and the bodies of all of them in memory. */
export class Admission {
  private underWay = 0;
  private held = 0;

  constructor(readonly limits: AdmissionLimits) {}

  get requests(): number {
    return this.underWay;
  }

  get bytes(): number {
    return this.held;
  }

  /** @throws IsovecError `Overloaded` */
  enter(): Admitted {
    if (this.underWay >= this.limits.requests) throw this.full();
    this.underWay += 1;
    let own = 0;
    let isIn = true;
    return {
      hold: (bytes) => {
        if (!isIn) return;
        if (this.held + bytes > this.limits.bytes) throw this.full();
        own += bytes;
        this.held += bytes;
      },
      leave: () => {
        if (!isIn) return;
        isIn = false;
        this.held -= own;
        this.underWay -= 1;
      },
    };
  }

  private full(): IsovecError {
    const message = `${this.underWay} requests of ${this.held} bytes are under way, and no more are taken.`;
    return new IsovecError("Overloaded", message, { retryable: true, remedy: "Ask again in a second." });
  }
}
