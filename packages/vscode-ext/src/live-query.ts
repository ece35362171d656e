export interface LiveQueryOptions<Answer> {
  /** Milliseconds of silence before a question is sent. */
  readonly delayMs: number;
  readonly ask: (text: string, signal: AbortSignal) => Promise<Answer>;
  readonly onAnswer: (answer: Answer) => void;
  readonly onFailure: (error: unknown) => void;
  readonly onBusy: (busy: boolean) => void;
}

/** Asks while someone types: only the newest question counts, the one before it is cancelled and never shown. */
export class LiveQuery<Answer> {
  #text = "";
  #timer: NodeJS.Timeout | undefined;
  #asking: AbortController | undefined;
  #askAgain = false;

  constructor(private readonly options: LiveQueryOptions<Answer>) {}

  /** @returns true when a question will be asked, false when the text is blank */
  change(text: string): boolean {
    this.cancel();
    this.#text = text.trim();
    if (this.#text === "") return false;
    this.options.onBusy(true);
    this.#timer = setTimeout(() => void this.#ask(), this.options.delayMs);
    return true;
  }

  /** Asks the last question anew; one that is under way is answered first. */
  repeat(): void {
    this.#askAgain = this.#asking !== undefined;
    if (this.#text === "" || this.#askAgain || this.#timer !== undefined) return;
    this.options.onBusy(true);
    void this.#ask();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asking?.abort();
    this.#asking = undefined;
    this.#askAgain = false;
    this.options.onBusy(false);
  }

  async #ask(): Promise<void> {
    const asking = new AbortController();
    const text = this.#text;
    this.#timer = undefined;
    this.#asking = asking;
    try {
      const answer = await this.options.ask(text, asking.signal);
      if (!asking.signal.aborted) this.options.onAnswer(answer);
    } catch (error) {
      if (!asking.signal.aborted) this.options.onFailure(error);
    } finally {
      if (this.#asking === asking) {
        this.#asking = undefined;
        this.options.onBusy(false);
        if (this.#askAgain) this.repeat();
      }
    }
  }
}
