/**
 * 1 - cosine of two vectors of one length, in double precision: in single precision the cosine itself is only good to
 * 1e-7. NaN when a component is not finite or a vector is zero.
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

/** L2 norm. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(Array.from(vector).reduce((sum, component) => sum + component * component, 0));
}
