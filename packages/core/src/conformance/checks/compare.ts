import { cosineDistance } from "../distance.ts";
import { fail } from "./subject.ts";

/** 1 - cosine that two computations of one text by one engine may differ by: exact engines keep to float32's noise. */
export function repeatTolerance(numeric: string): number {
  return numeric === "exact" ? 1e-6 : 1e-4;
}

/** @throws BackendCheckFailed that names the row */
export function assertSameRows(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance: number,
  what: string,
): void {
  for (const [row, vector] of expected.entries()) {
    const distance = cosineDistance(actual[row] ?? [], vector);
    if (!(distance <= tolerance)) fail(`${what}: the vector of text ${row} differs by ${distance}`);
  }
}

/** @throws BackendCheckFailed when one component differs by one bit */
export function assertSameBits(a: Float32Array, b: Float32Array, what: string): void {
  const at = a.findIndex((component, index) => !Object.is(component, b[index]));
  if (a.length !== b.length || at >= 0) fail(`${what}: component ${at} is ${a[at]} and ${b[at]}`);
}
