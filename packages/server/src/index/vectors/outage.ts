import { IsovecError } from "@isovec/core";

/** So long a server that has just failed is not asked again by those who can do without. */
const awayMs = 30_000;

/** Whether a server answers, told once when it no longer does. */
export class Outage {
  #isAway = false;
  #failedMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly onNotice: (sentence: string) => void) {}

  /** False for a while after a failure. */
  get mayAsk(): boolean {
    return !this.#isAway || performance.now() - this.#failedMs > awayMs;
  }

  /** Lets the next one ask at once. */
  forgive(): void {
    this.#failedMs = Number.NEGATIVE_INFINITY;
  }

  /** What fails from now on is no news. */
  end(): void {
    this.#isAway = true;
  }

  /**
   * @returns undefined when it failed, which is told unless it was before
   * @throws IsovecError `Cancelled`, and what is a defect
   */
  async ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      this.#isAway = false;
      return answer;
    } catch (error) {
      if (!IsovecError.is(error) || error.name === "Cancelled") throw error;
      this.#failedMs = performance.now();
      if (!this.#isAway) this.onNotice([error.message, error.remedy].filter(Boolean).join(" "));
      this.#isAway = true;
      return undefined;
    }
  }
}
