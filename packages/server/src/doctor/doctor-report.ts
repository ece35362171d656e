import {
  type Diagnosis,
  diagnosePatient,
  doctorTexts,
  examine,
  type Finding,
  type Patient,
  type ReferencePipelines,
} from "@isovec/core";
import { remedyOf, type Surgery } from "./remedies.ts";

/** Who is examined, and against what. */
export interface DoctorSubject {
  /** For people: a host and port, or an engine. */
  readonly name: string;
  readonly surgery: Surgery;
  /** The model that it ought to run. */
  readonly model: string;
  readonly patient: Patient;
}

/** One candidate pipeline as it is plotted. */
export interface ReportedCandidate {
  /** Empty for the model's own pipeline. */
  readonly cause: string;
  readonly mistakes: readonly string[];
  /** Cosine to the measured vector, for every text. */
  readonly cosines: readonly number[];
  readonly mean: number;
}

export interface DoctorReport {
  readonly subject: string;
  readonly model: string;
  readonly healthy: boolean;
  /** What is wrong. */
  readonly sentence: string;
  readonly findings: readonly Finding[];
  /** How to mend the first finding; absent when there is none. */
  readonly remedy?: string;
  readonly cost?: Diagnosis["cost"];
  readonly sent: { readonly requests: number; readonly texts: number };
  /** Words of a long text that its vector depends on. */
  readonly wordsRead?: number;
  /** Largest 1 - cosine to the model's own pipeline; absent without a reference. */
  readonly largest?: number;
  readonly candidates: readonly ReportedCandidate[];
  /** The texts of `cosines`. */
  readonly texts: readonly string[];
  readonly seconds: number;
}

function sentenceOf(
  { name, model }: DoctorSubject,
  findings: readonly Finding[],
  hasReference: boolean,
): string {
  const [first, ...others] = findings;
  if (first === undefined) {
    return hasReference
      ? `${name} gives ${model}'s vectors.`
      : `${name} does nothing that no model does; its vectors were held against none.`;
  }
  const besides = others.map(({ cause }) => `; besides, ${cause}`).join("");
  return hasReference
    ? `${name} does not give ${model}'s vectors: ${first.cause}${besides}.`
    : `${name} is broken: ${first.cause}${besides}.`;
}

/**
 * Examines and diagnoses.
 * @param pipelines of the model; without them only what shows without a reference is found
 * @param onProgress is told what comes next
 */
export async function reportOn(
  subject: DoctorSubject,
  pipelines: ReferencePipelines | undefined,
  onProgress: (step: string) => void,
): Promise<DoctorReport> {
  const begun = performance.now();
  const examination = await examine(subject.patient, onProgress);
  if (pipelines !== undefined) onProgress("computing what known mistakes would give");
  const { healthy, findings, candidates, rows, cost } = await diagnosePatient(examination, pipelines);
  const [first] = findings;
  const { wordsRead, requests, texts } = examination;
  const own = candidates.find(({ mistakes }) => mistakes.length === 0);
  return {
    subject: subject.name,
    model: subject.model,
    healthy,
    sentence: sentenceOf(subject, findings, pipelines !== undefined),
    findings,
    ...(first !== undefined && { remedy: remedyOf(first, subject.surgery) }),
    ...(cost !== undefined && { cost }),
    sent: { requests, texts },
    ...(wordsRead !== undefined && { wordsRead }),
    ...(own !== undefined && { largest: own.largest }),
    candidates: candidates.map(({ cause, mistakes, distances, mean }) => ({
      cause,
      mistakes: mistakes.map(({ name }) => name),
      cosines: distances.map((distance) => 1 - distance),
      mean: 1 - mean,
    })),
    texts: rows.map((row) => doctorTexts[row]?.text ?? ""),
    seconds: (performance.now() - begun) / 1000,
  };
}
