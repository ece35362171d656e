import { parentOf } from "../discover/ignore-files.ts";

/** How many of each are remembered: what was opened or found long ago is as good as the rest. */
const remembered = 64;

/** Puts an entry at the front of a list that keeps its newest. */
function remember(list: string[], entry: string): boolean {
  if (list[0] === entry) return false;
  const before = list.indexOf(entry);
  if (before !== -1) list.splice(before, 1);
  list.unshift(entry);
  list.length = Math.min(list.length, remembered);
  return true;
}

/** The order in which the files of a workspace are likely to be asked for. */
export class UseOrder {
  readonly #opened: string[] = [];
  readonly #found: string[] = [];
  #changed: ReadonlyMap<string, number> = new Map();
  /** Grows whenever the order becomes another. */
  version = 0;

  /** Somebody has a file open. */
  open(path: string): void {
    if (remember(this.#opened, path)) this.version++;
  }

  /** A search has led to files, the best first. */
  find(paths: readonly string[]): void {
    let isNew = false;
    for (const path of paths.toReversed()) isNew = remember(this.#found, path) || isNew;
    if (isNew) this.version++;
  }

  /** What was changed lately, the newest first. */
  change(paths: readonly string[]): void {
    this.#changed = new Map(paths.map((path, place) => [path, place]));
    this.version++;
  }

  /**
   * Ranks paths: open files, those changed lately, those found and then their neighbours.
   * @returns a function that gives a path's rank, lower is earlier; undefined for one that is no better than the rest
   */
  ranks(): (path: string) => number | undefined {
    const open = new Map(this.#opened.map((path, place) => [path, place]));
    const found = new Map(this.#found.map((path, place) => [path, place]));
    const near = new Map<string, number>();
    for (const [place, path] of this.#found.entries()) {
      const folder = parentOf(path);
      if (!near.has(folder)) near.set(folder, place);
    }
    const changed = this.#changed;
    const steps = [
      (path: string) => open.get(path),
      (path: string) => changed.get(path),
      (path: string) => found.get(path),
      (path: string) => near.get(parentOf(path)),
    ];
    return (path) => {
      for (const [step, placeOf] of steps.entries()) {
        const place = placeOf(path);
        if (place !== undefined) return step * 1_000_000 + place;
      }
      return undefined;
    };
  }
}
