import { element } from "./element.ts";
import type { ShownCompletion } from "./messages.ts";

/**
 * What a filter may become, below the question: a list box that the field leads by `aria-activedescendant`. Nothing is
 * chosen until someone goes down to it, so that Enter still means the question as it stands.
 */
export class CompletionList {
  #start = 0;
  #items: readonly ShownCompletion[] = [];
  #chosen = -1;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly onAccept: () => void,
  ) {
    list.addEventListener("mousedown", (event) => {
      // The field keeps the focus.
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
      if (row !== null) this.#accept([...list.children].indexOf(row));
    });
    field.addEventListener("blur", () => this.close());
  }

  show(start: number, items: readonly ShownCompletion[]): void {
    this.#start = start;
    this.#items = items;
    this.list.replaceChildren(
      ...items.map(({ label }, index) =>
        element("div", { role: "option", id: `completion-${index}`, "aria-selected": "false" }, label),
      ),
    );
    this.list.hidden = items.length === 0;
    this.field.setAttribute("aria-expanded", String(items.length > 0));
    this.#choose(-1);
  }

  close(): void {
    if (!this.list.hidden) this.show(0, []);
  }

  /** @returns whether the key was for the list */
  press({ key, altKey, shiftKey }: KeyboardEvent): boolean {
    if (this.list.hidden || altKey) return false;
    const last = this.#items.length - 1;
    if (key === "ArrowDown") this.#choose(this.#chosen === last ? -1 : this.#chosen + 1);
    else if (key === "ArrowUp") this.#choose(this.#chosen === -1 ? last : this.#chosen - 1);
    else if (key === "Tab" && !shiftKey) this.#accept(Math.max(0, this.#chosen));
    else if (key === "Enter" && this.#chosen !== -1) this.#accept(this.#chosen);
    else if (key === "Escape") this.close();
    else return false;
    return true;
  }

  #choose(index: number): void {
    this.#chosen = index;
    for (const [at, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(at === index));
      if (at === index) row.scrollIntoView({ block: "nearest" });
    }
    if (index === -1) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `completion-${index}`);
  }

  #accept(index: number): void {
    const { insert } = this.#items[index] ?? {};
    if (insert === undefined) return;
    this.field.setRangeText(insert, this.#start, this.field.selectionStart ?? this.#start, "end");
    this.close();
    this.onAccept();
  }
}
