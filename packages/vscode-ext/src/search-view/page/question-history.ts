/** Goes back and forth through earlier questions as a shell does; what was being typed is the newest end. */
export class QuestionHistory {
  #questions: readonly string[] = [];
  /** -1: what is being typed. */
  #at = -1;
  #typed = "";

  /** @param questions newest first */
  replace(questions: readonly string[]): void {
    this.#questions = questions;
    this.#at = -1;
  }

  /** @returns what to show in the place of `current`; undefined at the end */
  earlier(current: string): string | undefined {
    if (this.#at === -1) this.#typed = current;
    // The question on the screen is mostly the newest one too, and would seem to do nothing.
    const next = this.#questions.findIndex((question, index) => index > this.#at && question !== current);
    if (next === -1) return undefined;
    this.#at = next;
    return this.#questions[next];
  }

  /** Whether an earlier question is on the screen. */
  get isBack(): boolean {
    return this.#at !== -1;
  }

  /** What is typed is the newest end from now on. */
  leave(): void {
    this.#at = -1;
  }

  later(): string | undefined {
    if (this.#at === -1) return undefined;
    this.#at -= 1;
    return this.#at === -1 ? this.#typed : this.#questions[this.#at];
  }
}
