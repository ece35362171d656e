import { TimeSlice, throwIfCancelled } from "@isovec/core";
import { seededRandom } from "../seeded-random.ts";

/** Rows of the same length, one after another. */
export interface Rows {
  readonly count: number;
  readonly width: number;
  /** `[count, width]` */
  readonly values: Float32Array;
}

/** Converged to what a picture shows: later rounds move points by less than a pixel. */
const rounds = 12;

async function covariance(
  { count, width, values }: Rows,
  mean: Float64Array,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const slice = new TimeSlice();
  const sums = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    await slice.rest();
    throwIfCancelled(signal);
    for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
    for (let i = 0; i < width; i++) {
      const left = centred[i] as number;
      for (let j = i; j < width; j++)
        sums[i * width + j] = (sums[i * width + j] as number) + left * (centred[j] as number);
    }
  }
  for (let i = 0; i < width; i++)
    for (let j = 0; j < i; j++) sums[i * width + j] = sums[j * width + i] as number;
  return sums;
}

/** Makes the rows of a `[count, width]` matrix orthogonal and of length 1, in their order (Gram-Schmidt). */
function orthonormalize(basis: Float64Array, count: number, width: number): void {
  for (let row = 0; row < count; row++) {
    const own = basis.subarray(row * width, (row + 1) * width);
    for (let before = 0; before < row; before++) {
      const other = basis.subarray(before * width, (before + 1) * width);
      let dot = 0;
      for (let i = 0; i < width; i++) dot += (own[i] as number) * (other[i] as number);
      for (let i = 0; i < width; i++) own[i] = (own[i] as number) - dot * (other[i] as number);
    }
    const length = Math.hypot(...own);
    if (length > 0) for (let i = 0; i < width; i++) own[i] = (own[i] as number) / length;
  }
}

/**
 * Projects rows onto the directions in which they differ most, the strongest first, by subspace iteration over the
 * covariance. The same rows give the same result in every run.
 * @param components how many directions; fewer where the rows are shorter
 * @throws IsovecError `Cancelled`
 */
export async function principalComponents(
  rows: Rows,
  components: number,
  signal?: AbortSignal,
): Promise<Rows> {
  const { count, width, values } = rows;
  const kept = Math.min(components, width);
  const mean = new Float64Array(width);
  for (let at = 0; at < values.length; at++)
    mean[at % width] = (mean[at % width] as number) + (values[at] as number) / count;
  const matrix = await covariance(rows, mean, signal);
  const random = seededRandom(1);
  let basis: Float64Array = Float64Array.from({ length: kept * width }, () => random() - 0.5);
  for (let round = 0; round < rounds; round++) {
    orthonormalize(basis, kept, width);
    const next = new Float64Array(kept * width);
    for (let row = 0; row < kept; row++) {
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let j = 0; j < width; j++)
          sum += (matrix[i * width + j] as number) * (basis[row * width + j] as number);
        next[row * width + i] = sum;
      }
    }
    basis = next;
    throwIfCancelled(signal);
  }
  orthonormalize(basis, kept, width);
  const projected = new Float32Array(count * kept);
  for (let row = 0; row < count; row++) {
    for (let component = 0; component < kept; component++) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        sum +=
          ((values[row * width + i] as number) - (mean[i] as number)) *
          (basis[component * width + i] as number);
      }
      projected[row * kept + component] = sum;
    }
  }
  return { count, width: kept, values: projected };
}
