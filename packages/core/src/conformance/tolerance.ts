/** Largest 1 - cosine against the reference, by numeric class (docs/parity.md). */
const bounds: Readonly<Record<string, number>> = {
  exact: 2e-5,
  q8_0: 5e-3,
  int8: 5e-3,
};

/** For a quantisation that has no bound of its own: what 4 bits give. */
const otherwise = 3e-2;

/** How far an engine's vectors may be from the reference: 1 - cosine. */
export function toleranceOf(numeric: string): number {
  return bounds[numeric] ?? otherwise;
}
