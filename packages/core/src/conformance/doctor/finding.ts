/** How sure a finding is, from the margin between it and its nearest rival. */
export type Certainty = "certain" | "very likely" | "likely" | "a guess";

/** One thing that is wrong. */
export interface Finding {
  /** A short name that programs can match; docs/doctor.md lists all. */
  readonly name: string;
  /** Completes the sentence "Likely cause: …". */
  readonly cause: string;
  readonly certainty: Certainty;
  /** What it rests on, one sentence. */
  readonly evidence: string;
}

/**
 * @param distance of the cause's pipeline from what was measured, 1 - cosine
 * @param rival of the nearest pipeline without it
 */
export function certaintyOf(distance: number, rival: number): Certainty {
  const margin = (rival + 1e-9) / (distance + 1e-9);
  if (margin >= 100) return "certain";
  if (margin >= 10) return "very likely";
  return margin >= 3 ? "likely" : "a guess";
}

/** A cosine with as many nines as it has, and two digits after them: `0.9999987`. */
export function cosineText(distance: number): string {
  const digits = distance <= 0 ? 9 : Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(distance))));
  return (1 - distance).toFixed(digits);
}
