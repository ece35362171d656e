import { TimeSlice } from "@isovec/core";
import { clears } from "../store/clear-index.ts";
import type { IndexStore } from "../store/index-store.ts";
import { BestOf, type Scored } from "./best-of.ts";
import { ByteMatrix } from "./byte-matrix.ts";

/**
 * The candidates are more than what is asked for: bytes put near equals in another order. Of 35,000 vectors of code, none
 * of the nearest 20, 60 or 200 was beyond these.
 */
const candidatesFor = (count: number): number => count + 100;

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Brings a vector to length 1 in its place. */
export function normalize(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
}

/**
 * All vectors of a space in memory, as bytes; the best of them are compared once more as they are stored. It follows
 * the store by the last row it has seen, so it is in step with what any process writes.
 */
export class VectorMatrix {
  readonly #bytes: ByteMatrix;
  readonly #textIds: number[] = [];
  readonly #present = new Set<number>();
  #lastVectorId = 0;
  #clears = 0;
  /** Whether a chunk has the text of a row: a text stays for a while after its last chunk has gone. */
  #used = new Set<number>();
  #usedGeneration = -1;

  constructor(
    private readonly store: IndexStore,
    dimensions: number,
    private readonly normalized: boolean,
  ) {
    this.#bytes = new ByteMatrix(dimensions);
  }

  /** Reads what has come since the last time. */
  async catchUp(): Promise<void> {
    this.#forgetWhenCleared();
    const slice = new TimeSlice();
    for (;;) {
      const rows = this.store.vectors.after(this.#lastVectorId, 1_024);
      for (const { id, textId, vector } of rows) {
        this.#lastVectorId = id;
        if (!this.normalized) normalize(vector);
        this.#append(textId, vector);
      }
      if (rows.length === 0) break;
      await slice.rest();
    }
    const generation = this.store.settings.chunkGeneration;
    if (generation !== this.#usedGeneration) {
      this.#used = await this.#usedTexts(slice);
      this.#usedGeneration = generation;
    }
  }

  #forgetWhenCleared(): void {
    const cleared = clears(this.store);
    if (cleared === this.#clears) return;
    this.#clears = cleared;
    this.forget();
    this.#lastVectorId = 0;
  }

  /** Gives the memory back; what comes into the store from now on is read again. */
  forget(): void {
    this.#bytes.clear();
    this.#textIds.length = 0;
    this.#present.clear();
  }

  async #usedTexts(slice: TimeSlice): Promise<Set<number>> {
    const used = new Set<number>();
    for (let after = 0; ; ) {
      const page = this.store.chunks.usedTextIds(after, 4_096);
      for (const textId of page) used.add(textId);
      const last = page.at(-1);
      if (last === undefined) return used;
      after = last;
      await slice.rest();
    }
  }

  /** Whether a text has its vector here. */
  has(textId: number): boolean {
    return this.#present.has(textId);
  }

  /**
   * The texts nearest to a query by cosine, best first.
   * @param query `[dimensions]`
   * @param better where a text that has its vector there is left out
   * @param allowed texts that count; all where it is left out
   */
  async nearest(
    query: Float32Array,
    count: number,
    better?: VectorMatrix,
    allowed?: ReadonlySet<number>,
  ): Promise<Scored[]> {
    const target = query.slice();
    if (!this.normalized) normalize(target);
    const candidates = new BestOf(candidatesFor(count));
    await this.#bytes.each(target, (row, score) => {
      const textId = this.#textIds[row] as number;
      const counts = allowed?.has(textId) !== false && this.#used.has(textId) && better?.has(textId) !== true;
      if (counts) candidates.offer(textId, score);
      return candidates.threshold;
    });
    const best = new BestOf(count);
    for (const [textId, vector] of this.store.vectors.ofTexts(candidates.take().map(({ id }) => id))) {
      if (!this.normalized) normalize(vector);
      best.offer(textId, dot(vector, target));
    }
    return best.take();
  }

  #append(textId: number, vector: Float32Array): void {
    this.#bytes.append(vector);
    this.#textIds.push(textId);
    this.#present.add(textId);
  }
}
