import { drawFiles } from "./draw-hits.ts";
import type { ShownFile } from "./messages.ts";

export interface ResultsTreeEvents {
  /** `glance`: the focus stays with the rows. */
  readonly onOpen: (id: number, beside: boolean, glance: boolean) => void;
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
    root.addEventListener("dblclick", (event) => this.#open(event));
  }

  show(files: readonly ShownFile[]): void {
    const focused = this.root.querySelector<HTMLElement>('[role="treeitem"]:focus');
    const changed = new Set(this.#rows().filter(isChanged).map(keyOf));
    this.root.replaceChildren(...drawFiles(files));
    for (const row of this.#rows()) {
      if (row.hasAttribute("aria-expanded") && changed.has(keyOf(row))) fold(row, row.matches(".file"));
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
        if (isOpen(row)) fold(row, true);
        else go(rows.slice(0, at).findLast((before) => levelOf(before) < levelOf(row)));
        break;
      case "ArrowRight":
        if (isOpen(row)) go(rows[at + 1]);
        else if (row.hasAttribute("aria-expanded")) fold(row, false);
        break;
      case "Enter":
        this.#activate(row, event.ctrlKey || event.metaKey, false);
        break;
      case " ":
        this.#activate(row, false, true);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #click(event: MouseEvent): void {
    const row = rowOf(event);
    if (row === undefined || !(event.target instanceof Element)) return;
    focusOn(row, this.#rows());
    if (event.target.closest(".why") !== null) fold(row, isOpen(row));
    else {
      const beside = event.altKey || event.ctrlKey || event.target.closest(".beside") !== null;
      this.#activate(row, beside, !beside);
    }
  }

  /** The first click of two has shown the place; the second goes there. */
  #open(event: MouseEvent): void {
    const row = rowOf(event);
    if (row?.dataset["hit"] !== undefined) this.#activate(row, false, false);
  }

  #activate(row: HTMLElement, beside: boolean, glance: boolean): void {
    const hit = row.dataset["hit"];
    if (hit !== undefined) this.events.onOpen(Number(hit), beside, glance);
    else if (row.matches(".file")) fold(row, isOpen(row));
  }
}

function rowOf({ target }: MouseEvent): HTMLElement | undefined {
  return (target instanceof Element && target.closest<HTMLElement>('[role="treeitem"]')) || undefined;
}

function levelOf(row: HTMLElement): number {
  return Number(row.getAttribute("aria-level"));
}

function keyOf(row: HTMLElement): string {
  return row.dataset["key"] ?? "";
}

function isOpen(row: HTMLElement): boolean {
  return row.getAttribute("aria-expanded") === "true";
}

/** Whether someone has folded a file, or unfolded the reasons of a hit. */
function isChanged(row: HTMLElement): boolean {
  return row.hasAttribute("aria-expanded") && isOpen(row) !== row.matches(".file");
}

/** What is inside of a hidden hit stays as it was folded. */
function fold(row: HTMLElement, folded: boolean): void {
  row.setAttribute("aria-expanded", String(!folded));
  let hit: HTMLElement | undefined;
  let next = row.nextElementSibling;
  while (next instanceof HTMLElement && levelOf(next) > levelOf(row)) {
    if (next.matches(".hit")) hit = next;
    next.hidden = folded || (hit !== undefined && hit !== next && !isOpen(hit));
    next = next.nextElementSibling;
  }
}

function focusOn(row: HTMLElement, rows: readonly HTMLElement[]): void {
  for (const other of rows) other.setAttribute("tabindex", other === row ? "0" : "-1");
  row.focus();
}
