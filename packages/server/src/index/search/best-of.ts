export interface Scored {
  readonly id: number;
  readonly score: number;
}

/** Keeps the best of a stream: highest score first, equal scores by the lower id. */
export class BestOf {
  readonly #best: Scored[] = [];

  constructor(private readonly count: number) {}

  /** What a score has to exceed to be kept. */
  get threshold(): number {
    return this.#best.length < this.count
      ? Number.NEGATIVE_INFINITY
      : (this.#best.at(-1)?.score ?? Number.POSITIVE_INFINITY);
  }

  offer(id: number, score: number): void {
    const best = this.#best;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = best[middle] as Scored;
      if (other.score > score || (other.score === score && other.id < id)) low = middle + 1;
      else high = middle;
    }
    if (low >= this.count) return;
    best.splice(low, 0, { id, score });
    if (best.length > this.count) best.pop();
  }

  take(): Scored[] {
    return [...this.#best];
  }
}
