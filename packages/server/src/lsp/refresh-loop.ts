import { IsovecError } from "@isovec/core";
import type { RefreshProgress } from "../index/code-index.ts";

export interface RefreshLoopOptions {
  /** Milliseconds of silence after a change before the index is refreshed. */
  readonly delayMs: number;
  readonly refresh: (signal: AbortSignal, onProgress: (progress: RefreshProgress) => void) => Promise<void>;
  /** Something changed during a refresh, which may take long. */
  readonly meanwhile?: () => Promise<void>;
  readonly onProgress: (progress: RefreshProgress) => void;
  /** After every refresh, and with what it failed by; a cancelled one is none. */
  readonly onSettled: (failure: unknown) => void;
}

/** Refreshes once a burst of changes is over; changes during a refresh lead to one more. */
export class RefreshLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private readonly stopping = new AbortController();

  constructor(private readonly options: RefreshLoopOptions) {}

  /** Something changed. */
  schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.now().catch(() => undefined), this.options.delayMs);
  }

  /**
   * Refreshes at once; joins a refresh under way and the one after it, so that every change known now is covered.
   * @throws what the refresh threw
   */
  now(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running !== undefined) {
      this.again = true;
      void this.options.meanwhile?.().catch(() => undefined);
    }
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** True while nothing is under way or waiting. */
  get quiescent(): boolean {
    return this.running === undefined;
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.again = false;
    this.stopping.abort();
    await this.running?.catch(() => undefined);
  }

  private async run(): Promise<void> {
    do {
      this.again = false;
      try {
        await this.options.refresh(this.stopping.signal, this.options.onProgress);
        this.options.onSettled(undefined);
      } catch (error) {
        if (!(IsovecError.is(error) && error.name === "Cancelled")) this.options.onSettled(error);
        throw error;
      }
    } while (this.again);
  }
}
