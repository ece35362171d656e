/** So much of the past counts: the rate follows the engine when it heats up, is swapped or shared. */
const windowMs = 30_000;

/** How fast something goes at present. */
export class ProgressRate {
  readonly #marks: { readonly atMs: number; readonly done: number }[] = [];

  mark(done: number, atMs: number = performance.now()): void {
    this.#marks.push({ atMs, done });
    while (this.#marks.length > 2 && atMs - (this.#marks[0]?.atMs ?? atMs) > windowMs) this.#marks.shift();
  }

  /** Milliseconds for what is left; undefined when nothing is known yet or nothing is left. */
  millisecondsFor(left: number): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (left <= 0 || first === undefined || last === undefined || last.done <= first.done) return undefined;
    return Math.round((left * (last.atMs - first.atMs)) / (last.done - first.done));
  }
}
