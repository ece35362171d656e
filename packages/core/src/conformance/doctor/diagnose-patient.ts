import { type Mistake, pipelineWith } from "../pipelines/pipeline.ts";
import type { ReferencePipelines } from "../pipelines/reference-pipelines.ts";
import { batchFinding } from "./batch-finding.ts";
import { doctorTexts } from "./doctor-texts.ts";
import type { Examination } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { hasFingerprint, quietComponents } from "./model-fingerprint.ts";
import { arithmeticBound, pipelineVerdict, remainderFinding } from "./pipeline-finding.ts";
import { type Measured, type RankedCandidate, rankCandidates } from "./rank-candidates.ts";
import { type RankChange, rankChange } from "./rank-change.ts";
import { passages, questions } from "./retrieval-set.ts";
import { noiseOf, unreferencedFindings } from "./unreferenced-findings.ts";
import { lengthFinding } from "./vector-lengths.ts";

/** What was found out about an engine or a server. */
export interface Diagnosis {
  readonly healthy: boolean;
  /** The most telling first. */
  readonly findings: readonly Finding[];
  /** The likeliest pipelines first; empty without a reference. */
  readonly candidates: readonly RankedCandidate[];
  /** For every distance of a candidate, the row of `doctorTexts`. */
  readonly rows: readonly number[];
  /** What the vectors cost in a search; absent without a reference. */
  readonly cost?: RankChange;
}

/** What texts and vectors show without their engine. */
export interface VectorDiagnosis {
  readonly findings: readonly Finding[];
  /** The likeliest pipelines first. */
  readonly candidates: readonly RankedCandidate[];
  /** The pipeline that the findings are about. */
  readonly best: RankedCandidate;
}

interface MeasuredRow extends Measured {
  readonly row: number;
}

function measuredRows({ alone }: Examination): MeasuredRow[] {
  return alone.flatMap((answer, row) => {
    const text = doctorTexts[row];
    if (answer.kind !== "vector" || text === undefined) return [];
    return [{ row, text: text.text, role: text.role, vector: answer.vector }];
  });
}

async function referenceVectors(
  pipelines: ReferencePipelines,
  texts: readonly string[],
  role: "query" | "document",
) {
  const vectors: Float32Array[] = [];
  for (const text of texts) {
    vectors.push((await pipelines.rawVectorOf({}, text, role)) ?? new Float32Array());
  }
  return vectors;
}

async function costOf(pipelines: ReferencePipelines, { retrieval }: Examination): Promise<RankChange> {
  return rankChange(retrieval, {
    questions: await referenceVectors(
      pipelines,
      questions.map(({ text }) => text),
      "query",
    ),
    passages: await referenceVectors(pipelines, passages, "document"),
  });
}

async function lengthsOf(
  pipelines: ReferencePipelines,
  measured: readonly Measured[],
  mistakes: readonly Mistake[],
): Promise<Finding | undefined> {
  const pipeline = pipelineWith(mistakes);
  const samples = [];
  for (const { text, role, vector } of measured) {
    const raw = await pipelines.rawVectorOf(pipeline, text, role);
    if (raw === undefined) continue;
    samples.push({ vector, raw, tokens: pipelines.idsOf(pipeline, text, role)?.length ?? 0 });
  }
  return lengthFinding(samples, pipelines.normalizes());
}

function widthFinding(width: number, { card }: ReferencePipelines, isPart: boolean): Finding | undefined {
  if (width === card.dimensions) return undefined;
  const evidence = `A vector has ${width} components, the model's ${card.dimensions}.`;
  return isPart
    ? {
        name: "dimensions-cut",
        cause: `it gives the first ${width} components only`,
        certainty: "certain",
        evidence,
      }
    : { name: "other-model", cause: "it runs another model", certainty: "certain", evidence };
}

/** Whether the vectors bear the model's mark. */
async function isSameModel(
  pipelines: ReferencePipelines,
  measured: readonly Measured[],
): Promise<boolean | undefined> {
  const own: Float32Array[] = [];
  for (const { text, role } of measured) {
    const vector = await pipelines.rawVectorOf({}, text, role);
    if (vector !== undefined) own.push(vector);
  }
  return hasFingerprint(
    measured.map(({ vector }) => vector),
    quietComponents(own),
  );
}

/**
 * Says what is wrong with nothing but texts and their vectors at hand.
 * @param limits further lengths at which texts may have been cut
 * @param noise what the same text embedded twice differs by, 1 - cosine
 */
export async function diagnoseVectors(
  measured: readonly Measured[],
  pipelines: ReferencePipelines,
  { limits = [], noise = 0 }: { readonly limits?: readonly number[]; readonly noise?: number } = {},
): Promise<VectorDiagnosis> {
  const candidates = await rankCandidates(pipelines, measured, limits);
  const bound = Math.max(arithmeticBound, 4 * noise);
  const { best, findings: mistakes, explains } = pipelineVerdict(candidates, noise);
  const findings = [...mistakes];
  const width = widthFinding(measured[0]?.vector.length ?? 0, pipelines, explains);
  if (width !== undefined) findings.push(width);
  if (!explains && width?.name !== "other-model") {
    findings.push(remainderFinding(best, measured, await isSameModel(pipelines, measured), bound));
  }
  const isOther = findings.some(({ name }) => name === "other-model");
  const lengths =
    isOther || width !== undefined ? undefined : await lengthsOf(pipelines, measured, best.mistakes);
  if (lengths !== undefined) findings.push(lengths);
  return { findings, candidates, best };
}

/**
 * Says what is wrong with what was measured.
 * @param pipelines of the model that the patient ought to run; without them only what shows without a reference is found
 */
export async function diagnosePatient(
  examination: Examination,
  pipelines?: ReferencePipelines,
): Promise<Diagnosis> {
  const general = unreferencedFindings(examination);
  const noise = noiseOf(examination);
  const measured = measuredRows(examination);
  const rows = measured.map(({ row }) => row);
  if (pipelines === undefined || measured.length === 0 || general.some(({ name }) => name === "constant")) {
    const batch = await batchFinding(examination, noise);
    const findings = [...general, ...(batch === undefined ? [] : [batch])];
    const cost = pipelines === undefined ? undefined : await costOf(pipelines, examination);
    return {
      healthy: findings.length === 0,
      findings,
      candidates: [],
      rows,
      ...(cost !== undefined && { cost }),
    };
  }
  const { wordsRead } = examination;
  const { before, after } = pipelines.frame;
  const limits = wordsRead === undefined ? [] : [wordsRead + before + after];
  const { candidates, best, findings: own } = await diagnoseVectors(measured, pipelines, { limits, noise });
  const findings: Finding[] = [...general.filter(({ name }) => name !== "unknown-collapse"), ...own];
  const isOther = own.some(({ name }) => name === "other-model");
  const reference = isOther ? undefined : { pipelines, mistakes: best.mistakes };
  const batch = await batchFinding(examination, noise, reference);
  if (batch !== undefined) findings.push(batch);
  return {
    healthy: findings.length === 0,
    findings,
    candidates,
    rows,
    cost: await costOf(pipelines, examination),
  };
}
