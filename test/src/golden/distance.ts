import { cosineDistance } from "@isovec/core";

/** The largest and the mean distance over rows of `dimensions` components. */
export function distances(
  vectors: Float32Array,
  reference: Float32Array,
  dimensions: number,
): { readonly largest: number; readonly mean: number } {
  const rows = reference.length / dimensions;
  let largest = 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * dimensions, (row + 1) * dimensions];
    const distance = cosineDistance(vectors.subarray(start, end), reference.subarray(start, end));
    // A NaN must not hide behind a comparison.
    largest = Number.isNaN(distance) ? distance : Math.max(largest, distance);
    sum += distance;
  }
  return { largest, mean: sum / rows };
}
