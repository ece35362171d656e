import type { Passage } from "./split-passages.ts";

export interface Hit {
  readonly passage: Passage;
  /** Cosine to the query, -1 to 1. */
  readonly score: number;
}

/**
 * Passages and their vectors of unit length, in one or more vector spaces. Searched from end to end: a page holds
 * thousands at most.
 */
export class PassageIndex {
  private readonly passages: Passage[] = [];
  /** By the id of the space, a vector a passage; of the first passages only while an engine is at work. */
  private readonly vectors: Map<string, Float32Array[]> = new Map();

  get size(): number {
    return this.passages.length;
  }

  add(passages: readonly Passage[]): void {
    this.passages.push(...passages);
  }

  /** How many of the passages, from the first on, have a vector in the space. */
  covered(space: string): number {
    return this.vectors.get(space)?.length ?? 0;
  }

  /** The next passages without a vector in the space. */
  next(space: string, limit: number): readonly Passage[] {
    const start = this.covered(space);
    return this.passages.slice(start, start + limit);
  }

  /** @param vectors of the next passages, row-major `[passages, dimensions]` */
  addVectors(space: string, vectors: Float32Array, dimensions: number): void {
    const own = this.vectors.get(space) ?? [];
    this.vectors.set(space, own);
    for (let start = 0; start < vectors.length; start += dimensions) {
      own.push(vectors.subarray(start, start + dimensions));
    }
  }

  /** The nearest passages, best first. */
  search(space: string, query: Float32Array, limit: number): Hit[] {
    return (this.vectors.get(space) ?? [])
      .map((vector, row) => ({
        passage: this.passages[row] as Passage,
        score: vector.reduce((sum, component, i) => sum + component * (query[i] as number), 0),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  /** Forgets all passages after the first ones. */
  keepFirst(count: number): void {
    this.passages.length = Math.min(this.passages.length, count);
    for (const own of this.vectors.values()) own.length = Math.min(own.length, count);
  }
}
