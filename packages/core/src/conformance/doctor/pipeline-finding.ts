import { doctorTexts } from "./doctor-texts.ts";
import { certaintyOf, cosineText, type Finding } from "./finding.ts";
import { type Measured, type RankedCandidate, rivalOf } from "./rank-candidates.ts";

/** What 8-bit weights are allowed: the right pipeline in any of the usual arithmetics is within it (docs/parity.md). */
export const arithmeticBound = 5e-3;

/** The pipeline that the measured vectors come from, and what its evidence is. */
export interface PipelineVerdict {
  readonly best: RankedCandidate;
  /** One for every mistake of `best`. */
  readonly findings: readonly Finding[];
  /** Whether `best` gives every measured vector, but for arithmetic. */
  readonly explains: boolean;
}

/** @param noise what the same text sent twice differs by, 1 - cosine */
export function pipelineVerdict(ranked: readonly RankedCandidate[], noise: number): PipelineVerdict {
  const own = ranked.find(({ mistakes }) => mistakes.length === 0);
  const [first] = ranked;
  if (own === undefined || first === undefined) throw new Error("no candidate was ranked");
  // A pipeline that is hardly nearer than the right one names nothing.
  const best = first.mean * 3 <= own.mean ? first : own;
  const bound = Math.max(arithmeticBound, 4 * noise);
  const rival = rivalOf(ranked, best);
  const findings = best.mistakes.map(({ name, cause }): Finding => {
    const without = ranked
      .filter(({ mistakes }) => !mistakes.some((mistake) => mistake.name === name))
      .sort((a, b) => a.mean - b.mean)[0];
    const nearest = without ?? rival;
    return {
      name,
      cause,
      certainty: certaintyOf(best.mean, nearest?.mean ?? 1),
      evidence: `The pipeline with this mistake gives its vectors to cosine ${cosineText(best.mean)}; the nearest of ${ranked.length} without it ${cosineText(nearest?.mean ?? 1)}.`,
    };
  });
  return { best, findings, explains: best.largest <= bound };
}

/** What texts of these kinds alone mean, when nothing else is wrong. */
const kindCauses: readonly (readonly [readonly string[], string, string])[] = [
  [["long"], "length-otherwise", "it cuts long texts elsewhere, or loses the closing token"],
  [["empty"], "empty-otherwise", "it gives the empty text another vector"],
  [
    ["spelling", "script", "control", "literal", "word"],
    "tokenizer-otherwise",
    "its tokenizer treats case, accents, scripts or special characters otherwise",
  ],
];

const kinds: ReadonlyMap<string, string> = new Map(doctorTexts.map(({ text, kind }) => [text, kind]));

function kindOf(measured: Measured | undefined): string {
  return kinds.get(measured?.text ?? "") ?? "plain";
}

/**
 * Names what no candidate explains.
 * @param measured what `best` was held against
 * @param isSameModel whether the vectors bear the model's mark; undefined when it has none
 */
export function remainderFinding(
  best: RankedCandidate,
  measured: readonly Measured[],
  isSameModel: boolean | undefined,
  bound: number,
): Finding {
  const far = best.distances.flatMap((distance, at) => (distance > bound ? [at] : []));
  const farKinds = new Set(far.map((at) => kindOf(measured[at])));
  const evidence = `Of ${best.distances.length} texts ${far.length} have a vector that no candidate gives; the nearest pipeline is at cosine ${cosineText(best.mean)} on average.`;
  const named = kindCauses.find(([covered]) => [...farKinds].every((kind) => covered.includes(kind)));
  if (named !== undefined) return { name: named[1], cause: named[2], certainty: "likely", evidence };
  const least = Math.min(...best.distances);
  if (best.largest < 0.15 && least > best.mean / 10) {
    return {
      name: "coarse-numbers",
      cause: "its numbers are coarser than 8 bits",
      certainty: best.mean < 0.05 ? "very likely" : "likely",
      evidence: `Every vector is a little off the right one: 1 - cosine is ${least.toExponential(1)} to ${best.largest.toExponential(1)}.`,
    };
  }
  if (isSameModel === true) {
    return {
      name: "unknown-pipeline",
      cause: "it runs this model, but does something to texts that is not known",
      certainty: "likely",
      evidence: `${evidence} The components that this model keeps near zero are near zero.`,
    };
  }
  return {
    name: "other-model",
    cause: "it runs other weights or another model",
    certainty: isSameModel === false ? "very likely" : "likely",
    evidence:
      isSameModel === false ? `${evidence} Components that this model keeps near zero are not.` : evidence,
  };
}
