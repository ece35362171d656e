/**
 * 1 - cosine in double precision; in single precision the cosine itself is only good to 1e-7.
 * @param a, b one vector each; they need not be of unit length
 */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return 1 - dot / Math.sqrt(squaresA * squaresB);
}

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
