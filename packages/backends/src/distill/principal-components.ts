import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "@isovec/core";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Some milliseconds of work: between such slices others get their turn, and a cancel is heard. */
const rowsTogether = 256;

async function eachRow(
  count: number,
  signal: AbortSignal | undefined,
  visit: (row: number) => void,
): Promise<void> {
  for (let first = 0; first < count; first += rowsTogether) {
    throwIfCancelled(signal);
    for (let row = first; row < Math.min(count, first + rowsTogether); row++) visit(row);
    await setImmediate();
  }
  throwIfCancelled(signal);
}

/** The mean of the rows, `[width]`. */
function meanRow(rows: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const count = rows.length / width;
  for (let i = 0; i < rows.length; i++) {
    mean[i % width] = (mean[i % width] as number) + (rows[i] as number) / count;
  }
  return mean;
}

/** Of rows less their mean: `[width, width]`, in double precision. */
async function covariance(
  rows: Float32Array,
  width: number,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const count = rows.length / width;
  const mean = meanRow(rows, width);
  const sums = new Float64Array(width * width);
  const centred = new Float64Array(width);
  await eachRow(count, signal, (row) => {
    for (let i = 0; i < width; i++) centred[i] = (rows[row * width + i] as number) - (mean[i] as number);
    for (let i = 0; i < width; i++) {
      const value = centred[i] as number;
      const start = i * width;
      for (let j = 0; j <= i; j++)
        sums[start + j] = (sums[start + j] as number) + value * (centred[j] as number);
    }
  });
  const matrix = Matrix.zeros(width, width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (sums[i * width + j] as number) / (count - 1);
      matrix.set(i, j, value);
      matrix.set(j, i, value);
    }
  }
  return matrix;
}

/**
 * The directions along which rows vary most, `[dimensions, width]`, the strongest first. A direction's sign is free; the
 * component of largest magnitude is made positive, so that every run gives the same.
 * @throws IsovecError `Cancelled`
 */
export async function principalComponents(
  rows: Float32Array,
  width: number,
  dimensions: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { eigenvectorMatrix } = new EigenvalueDecomposition(await covariance(rows, width, signal), {
    assumeSymmetric: true,
  });
  const components = new Float64Array(dimensions * width);
  for (let rank = 0; rank < dimensions; rank++) {
    // Eigenvalues come in ascending order.
    const vector = eigenvectorMatrix.getColumn(width - 1 - rank);
    const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    for (const [i, value] of vector.entries()) components[rank * width + i] = largest < 0 ? -value : value;
  }
  return components;
}

/**
 * Rows less their mean along the components: `[rows, width]` -> `[rows, dimensions]`.
 * @throws IsovecError `Cancelled`
 */
export async function project(
  rows: Float32Array,
  width: number,
  components: Float64Array,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const dimensions = components.length / width;
  const count = rows.length / width;
  const projected = new Float32Array(count * dimensions);
  const mean = meanRow(rows, width);
  await eachRow(count, signal, (row) => {
    for (let rank = 0; rank < dimensions; rank++) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        sum +=
          (components[rank * width + i] as number) *
          ((rows[row * width + i] as number) - (mean[i] as number));
      }
      projected[row * dimensions + rank] = sum;
    }
  });
  return projected;
}
