/**
 * Divides the vector by its L2 norm, in place. A zero vector stays zero: torch's `normalize` divides by at least 1e-12.
 */
export function normalize(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const component of vector) squares += component * component;
  const norm = Math.max(Math.sqrt(squares), 1e-12);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / norm;
  return vector;
}
