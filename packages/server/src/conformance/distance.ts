/** 1 - cosine; 2 where a vector has no direction. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let at = 0; at < a.length; at++) {
    const x = a[at] ?? 0;
    const y = b[at] ?? 0;
    product += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  const cosine = product / Math.sqrt(ofA * ofB);
  return Number.isFinite(cosine) ? 1 - cosine : 2;
}
