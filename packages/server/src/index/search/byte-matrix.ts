import { TimeSlice } from "@isovec/core";
import { type DotKernel, dotKernel } from "./dot-kernel.ts";

const pageBytes = 65_536;
const lane = 16;
/** Rows of one call of the kernel: some milliseconds. */
const rowsAtOnce = 65_536;
/** The kernel reads so many rows side by side: up to three behind the last one, whatever is there. */
const abreast = 4;
const largestByte = 127;
const largestWord = 8_191;

function largestOf(vector: Float32Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/**
 * Vectors as signed bytes with a scale each: a quarter of float32's memory, scanned by the kernel. A score is off by
 * some thousandths of the vectors' lengths, so the best of it are candidates.
 */
export class ByteMatrix {
  readonly #kernel: DotKernel = dotKernel();
  readonly #width: number;
  readonly #outStart: number;
  readonly #rowsStart: number;
  #scales = new Float32Array(1_024);
  #rows = 0;

  constructor(private readonly dimensions: number) {
    this.#width = Math.ceil(dimensions / lane) * lane;
    this.#outStart = Math.ceil((this.#width * 2) / lane) * lane;
    this.#rowsStart = this.#outStart + (rowsAtOnce + abreast) * Int32Array.BYTES_PER_ELEMENT;
  }

  get rows(): number {
    return this.#rows;
  }

  append(vector: Float32Array): void {
    const start = this.#rowsStart + this.#rows * this.#width;
    this.#makeRoom(start + this.#width * abreast);
    const largest = largestOf(vector);
    const scale = largest === 0 ? 0 : largestByte / largest;
    const row = new Int8Array(this.#kernel.memory.buffer, start, this.#width);
    for (let i = 0; i < this.dimensions; i++) row[i] = Math.round((vector[i] as number) * scale);
    if (this.#rows === this.#scales.length) {
      const grown = new Float32Array(this.#scales.length * 2);
      grown.set(this.#scales);
      this.#scales = grown;
    }
    this.#scales[this.#rows] = largest / largestByte;
    this.#rows += 1;
  }

  clear(): void {
    this.#rows = 0;
  }

  /**
   * Gives dot products with rows, in the rows' order.
   * @param query `[dimensions]`
   * @param visit returns what a score has to reach to be given from then on; all are at first
   */
  async each(query: Float32Array, visit: (row: number, score: number) => number): Promise<void> {
    // Sums of 32 bits must hold the largest that the dimensions allow.
    const most = Math.min(
      largestWord,
      Math.floor((2 ** 31 - 1) / (largestByte * Math.max(this.dimensions, 1))),
    );
    const largest = largestOf(query);
    if (largest === 0) return;
    const words = Int16Array.from(query, (value) => Math.round((value * most) / largest));
    const slice = new TimeSlice();
    const rows = this.#rows;
    const scales = this.#scales;
    const unit = largest / most;
    let least = Number.NEGATIVE_INFINITY;
    for (let first = 0; first < rows; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - first);
      const { buffer } = this.#kernel.memory;
      const place = new Int16Array(buffer, 0, this.#width);
      place.fill(0);
      place.set(words);
      const each = Math.ceil(count / abreast);
      this.#kernel.dots(this.#rowsStart + first * this.#width, each, this.#width, 0, this.#outStart);
      const sums = new Int32Array(buffer, this.#outStart, count);
      for (let row = 0; row < count; row++) {
        const score = (sums[row] as number) * (scales[first + row] as number) * unit;
        if (score >= least) least = visit(first + row, score);
      }
      await slice.rest();
    }
  }

  #makeRoom(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    // In large steps: every one moves what a view looks at.
    memory.grow(Math.max(Math.ceil(missing / pageBytes), 64));
  }
}
