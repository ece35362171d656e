import { CompletionList } from "./completion-list.ts";
import type { ShownCompletion } from "./messages.ts";
import { QuestionHistory } from "./question-history.ts";

export interface QuestionFieldEvents {
  readonly onAsk: (question: string) => void;
  readonly onComplete: (question: string, caret: number, explicit: boolean) => void;
  /** Someone goes to the results. */
  readonly onLeave: () => void;
}

/** Where one types: a combo box for filters, with the keys of a shell for earlier questions. */
export class QuestionField {
  readonly #completions: CompletionList;
  readonly #history: QuestionHistory = new QuestionHistory();

  constructor(
    private readonly field: HTMLInputElement,
    list: HTMLElement,
    private readonly events: QuestionFieldEvents,
  ) {
    this.#completions = new CompletionList(field, list, () => this.#typed());
    field.addEventListener("input", () => this.#typed());
    field.addEventListener("keydown", (event) => {
      if (this.#press(event)) event.preventDefault();
    });
  }

  get text(): string {
    return this.field.value;
  }

  /** Puts a question into the field without asking it. */
  set text(question: string) {
    this.field.value = question;
    this.#completions.close();
  }

  focus(): void {
    this.field.focus();
  }

  select(): void {
    this.field.focus();
    this.field.select();
  }

  ask(question: string): void {
    this.text = question;
    this.events.onAsk(question);
  }

  /** Puts text where the caret is, as if it was typed. */
  insert(text: string): void {
    this.field.focus();
    const at = this.field.selectionStart ?? 0;
    const before = this.text.slice(0, at);
    const gap = before === "" || before.endsWith(" ") ? "" : " ";
    this.field.setRangeText(gap + text, at, this.field.selectionEnd ?? at, "end");
    this.#typed();
  }

  /** @param questions newest first */
  remember(questions: readonly string[]): void {
    this.#history.replace(questions);
  }

  /** Late ones, for a question that is no longer there, are not shown. */
  complete(question: string, start: number, items: readonly ShownCompletion[]): void {
    if (question === this.text && document.activeElement === this.field) this.#completions.show(start, items);
  }

  #typed(): void {
    this.#history.leave();
    this.events.onAsk(this.text);
    this.#requestCompletions(false);
  }

  #requestCompletions(explicit: boolean): void {
    this.events.onComplete(this.text, this.field.selectionStart ?? this.text.length, explicit);
  }

  /** @returns whether the key was used up */
  #press(event: KeyboardEvent): boolean {
    const { key, ctrlKey, isComposing } = event;
    if (isComposing) return false;
    if (this.#completions.press(event)) return true;
    if (key === " " && ctrlKey) this.#requestCompletions(true);
    else if (key === "ArrowUp") this.#show(this.#history.earlier(this.text));
    else if (key === "ArrowDown" && (event.altKey || this.#history.isBack)) this.#show(this.#history.later());
    else if (key === "ArrowDown" || key === "Enter") this.events.onLeave();
    else if (key === "Escape" && this.text !== "") this.ask("");
    else return false;
    return true;
  }

  #show(question: string | undefined): void {
    if (question !== undefined) this.ask(question);
  }
}
