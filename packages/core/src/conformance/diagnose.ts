import { cosineDistance, norm } from "./distance.ts";
import type { ProbeSet } from "./probe-set.ts";
import type { ProbeKind } from "./probe-texts.ts";

/** Every probe alone, then all in one call: the first shows the pipeline, the second padding and order. */
export interface ProbeVectors {
  readonly alone: readonly Float32Array[];
  readonly together: readonly Float32Array[];
}

/** A candidate's components are bytes, which cost about 1e-4 in cosine. */
const recognised = 2e-3;
/** Lengths are compared where directions agree; fp16 keeps three digits. */
const lengthTolerance = 1e-2;

function failing(vectors: readonly Float32Array[], { probes }: ProbeSet, tolerance: number): number[] {
  return [...probes.keys()].filter((row) => {
    const distance = cosineDistance(vectors[row] as Float32Array, probes[row]?.vector ?? []);
    return !(distance <= tolerance);
  });
}

/** The mistake whose vector is nearest to the engine's on a probe that failed, when one is near. */
function nearestCandidate(
  alone: readonly Float32Array[],
  { candidates }: ProbeSet,
  failed: readonly number[],
): string | undefined {
  let best: { distance: number; cause: string } | undefined;
  for (const { cause, probe, vector } of candidates) {
    if (!failed.includes(probe)) continue;
    const distance = cosineDistance(alone[probe] as Float32Array, vector);
    if (best === undefined || distance < best.distance) best = { distance, cause };
  }
  return best !== undefined && best.distance <= recognised ? best.cause : undefined;
}

function isPermuted(
  { together }: ProbeVectors,
  { probes }: ProbeSet,
  rows: readonly number[],
  tolerance: number,
): boolean {
  return rows.every((row) =>
    probes.some(
      ({ vector }, other) =>
        other !== row && cosineDistance(together[row] as Float32Array, vector) <= tolerance,
    ),
  );
}

/** What failing probes of these kinds alone mean. */
const kindCauses: readonly (readonly [readonly ProbeKind[], string])[] = [
  [["long"], "it cuts long texts elsewhere, or loses the closing token"],
  [["empty"], "it gives the empty text another vector"],
  [["spelling", "script"], "its tokenizer treats case, accents or scripts otherwise"],
  [
    ["spelling", "script", "long", "empty"],
    "its tokenizer treats case, accents, scripts or lengths otherwise",
  ],
];

function causeOfKinds(rows: readonly number[], { probes }: ProbeSet): string | undefined {
  const kinds = new Set(rows.map((row) => probes[row]?.kind));
  return kindCauses.find(([covered]) =>
    [...kinds].every((kind) => kind !== undefined && covered.includes(kind)),
  )?.[1];
}

/**
 * Why an engine's vectors are not the reference's, as the end of a sentence "Likely cause: …".
 * @returns undefined when they are
 */
export function diagnose(vectors: ProbeVectors, set: ProbeSet, tolerance: number): string | undefined {
  const alone = failing(vectors.alone, set, tolerance);
  if (alone.length > 0) {
    return (
      nearestCandidate(vectors.alone, set, alone) ??
      causeOfKinds(alone, set) ??
      "it runs other weights or another model"
    );
  }
  const together = failing(vectors.together, set, tolerance);
  if (together.length > 0) {
    return isPermuted(vectors, set, together, tolerance)
      ? "it answers a batch in another order"
      : "a text's vector depends on the texts beside it, as when padding is averaged in";
  }
  const stretched = set.probes.some(({ vector }, row) => {
    const ratio = norm(vectors.alone[row] as Float32Array) / norm(vector);
    return !(Math.abs(ratio - 1) <= lengthTolerance);
  });
  return stretched ? "its vectors have another length, as when they are not normalised" : undefined;
}
