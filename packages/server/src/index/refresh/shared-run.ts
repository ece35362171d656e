import { IsovecError, throwIfCancelled } from "@isovec/core";

export interface Participant<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The work itself: given a signal that fires when nobody wants the result any longer. */
export type Work<Progress, Result> = (
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
) => Promise<Result>;

/**
 * One run that several callers wait for. A caller who cancels leaves; the run stops when the last one has left.
 */
export class SharedRun<Progress, Result> {
  readonly #abort = new AbortController();
  readonly #participants = new Set<Participant<Progress>>();
  /** Settles when the work has really ended, also after everybody has left. */
  readonly ended: Promise<Result>;

  constructor(work: Work<Progress, Result>) {
    this.ended = work(this.#abort.signal, (progress) => {
      for (const { onProgress } of this.#participants) onProgress?.(progress);
    });
    this.ended.catch(() => undefined);
  }

  get isCancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  join(participant: Participant<Progress>): Promise<Result> {
    throwIfCancelled(participant.signal);
    this.#participants.add(participant);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#participants.delete(participant);
        if (this.#participants.size === 0) this.cancel();
        reject(new IsovecError("Cancelled", "The request was cancelled."));
      };
      participant.signal?.addEventListener("abort", leave, { once: true });
      this.ended.then(resolve, reject).finally(() => participant.signal?.removeEventListener("abort", leave));
    });
  }

  cancel(): void {
    this.#abort.abort();
  }
}
