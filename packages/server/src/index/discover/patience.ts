import { IsovecError } from "@isovec/core";

/** A disk that sleeps wakes up in less. */
const defaultMs = 20_000;

/**
 * Waits for a file system, but not for ever: a network drive that has gone keeps a call for minutes or for good, and
 * nothing can take the call back. While one is out no other is made, for each holds one of Node's four file threads.
 */
export class Patience {
  #overdue = 0;
  #late = "";

  /** @param root the folder whose drive is asked */
  constructor(
    readonly root: string,
    readonly milliseconds: number = defaultMs,
  ) {}

  /**
   * The call's own answer or error.
   * @param path what is asked about, for the error's sentence
   * @throws IsovecError `Timeout` when there is none in time, or an earlier call is still out
   */
  async wait<T>(path: string, call: () => Promise<T>, milliseconds: number = this.milliseconds): Promise<T> {
    if (this.#overdue > 0) throw this.#timeout(this.#late);
    const answer = call();
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#overdue++;
        this.#late = `${path} has not answered for ${milliseconds / 1000} s.`;
        reject(this.#timeout(this.#late));
      }, milliseconds);
    });
    const settle = (): void => {
      clearTimeout(timer);
      if (isLate) this.#overdue--;
    };
    answer.then(settle, settle);
    return Promise.race([answer, late]);
  }

  #timeout(sentence: string): IsovecError {
    return new IsovecError("Timeout", sentence, {
      remedy:
        "The index stays as it is and can be searched. Check the drive, or leave the folder out with .isovecignore.",
      retryable: true,
    });
  }
}
