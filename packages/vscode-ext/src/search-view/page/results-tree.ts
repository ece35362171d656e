import { drawFiles } from "./draw-hits.ts";
import type { ShownFile } from "./messages.ts";

export interface ResultsTreeEvents {
  readonly onOpen: (id: number, beside: boolean) => void;
  /** Someone goes up from the first row. */
  readonly onLeave: () => void;
}

/** The answer as a tree with the keys of the editor's own trees. One row can be reached by Tab at a time. */
export class ResultsTree {
  constructor(
    private readonly root: HTMLElement,
    private readonly events: ResultsTreeEvents,
  ) {
    root.addEventListener("keydown", (event) => this.#press(event));
    root.addEventListener("click", (event) => this.#click(event));
  }

  show(files: readonly ShownFile[]): void {
    const focused = this.root.querySelector<HTMLElement>('[role="treeitem"]:focus');
    const folded = this.#rows().filter((row) => row.getAttribute("aria-expanded") === "false");
    const foldedKeys = new Set(folded.map(({ dataset }) => dataset["key"]));
    this.root.replaceChildren(...drawFiles(files));
    for (const row of this.#rows()) {
      if (row.matches(".file") && foldedKeys.has(row.dataset["key"])) fold(row, true);
    }
    const rows = this.#rows();
    rows[0]?.setAttribute("tabindex", "0");
    // Better answers that come in while someone is among the rows neither move nor lose the focus.
    const same = focused && rows.find(({ dataset }) => dataset["key"] === focused.dataset["key"]);
    if (same) focusOn(same, rows);
    else if (focused) this.enter();
    else this.root.scrollTop = 0;
  }

  /** Puts the focus on the first hit. */
  enter(): void {
    const rows = this.#rows();
    const row = rows.find((candidate) => candidate.dataset["hit"] !== undefined) ?? rows[0];
    if (row !== undefined) focusOn(row, rows);
  }

  /** What is not folded away. */
  #rows(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[role="treeitem"]:not([hidden])')];
  }

  #press(event: KeyboardEvent): void {
    const rows = this.#rows();
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const row = rows[at];
    if (row === undefined) return;
    const go = (target: HTMLElement | undefined): void => {
      if (target !== undefined) focusOn(target, rows);
    };
    switch (event.key) {
      case "ArrowDown":
        go(rows[at + 1]);
        break;
      case "ArrowUp":
        if (at === 0) this.events.onLeave();
        else go(rows[at - 1]);
        break;
      case "Home":
        go(rows[0]);
        break;
      case "End":
        go(rows.at(-1));
        break;
      case "ArrowLeft":
        if (isOpenFile(row)) fold(row, true);
        else go(rows.slice(0, at).findLast((before) => before.matches(".file")));
        break;
      case "ArrowRight":
        if (isOpenFile(row)) go(rows[at + 1]);
        else if (row.matches(".file")) fold(row, false);
        break;
      case "Enter":
      case " ":
        this.#activate(row, event.ctrlKey || event.metaKey);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #click(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>('[role="treeitem"]');
    if (row === null) return;
    focusOn(row, this.#rows());
    this.#activate(row, event.altKey || event.ctrlKey || event.target.closest(".beside") !== null);
  }

  #activate(row: HTMLElement, beside: boolean): void {
    const hit = row.dataset["hit"];
    if (hit === undefined) fold(row, isOpenFile(row));
    else this.events.onOpen(Number(hit), beside);
  }
}

function isOpenFile(row: HTMLElement): boolean {
  return row.getAttribute("aria-expanded") === "true";
}

function fold(file: HTMLElement, folded: boolean): void {
  file.setAttribute("aria-expanded", String(!folded));
  let next = file.nextElementSibling;
  while (next instanceof HTMLElement && next.matches(".hit")) {
    next.hidden = folded;
    next = next.nextElementSibling;
  }
}

function focusOn(row: HTMLElement, rows: readonly HTMLElement[]): void {
  for (const other of rows) other.setAttribute("tabindex", other === row ? "0" : "-1");
  row.focus();
}
