import { cosineDistance } from "../distance.ts";
import { paddingMistakes } from "../pipelines/input-mistakes.ts";
import { type Mistake, pipelineWith } from "../pipelines/pipeline.ts";
import type { ReferencePipelines } from "../pipelines/reference-pipelines.ts";
import { batchRows, doctorTexts } from "./doctor-texts.ts";
import type { Examination } from "./examine.ts";
import { certaintyOf, cosineText, type Finding } from "./finding.ts";

/** A text of the batch: its vector from a request of its own, and from that of all. */
interface BatchRow {
  readonly text: string;
  readonly alone: Float32Array;
  readonly together: Float32Array;
}

/** Quantised arithmetic differs by so much between batch sizes, and searches the same. */
const usual = 1e-4;
/** The padding's pipeline explains the batch when it is so near. */
const explained = 5e-3;

function rowsOf({ alone, batch }: Examination): BatchRow[] {
  if ("failure" in batch) return [];
  return batchRows.flatMap((row, at) => {
    const answer = alone[row];
    const together = (batch as readonly Float32Array[])[at];
    if (answer?.kind !== "vector" || together === undefined) return [];
    return [{ text: doctorTexts[row]?.text ?? "", alone: answer.vector, together }];
  });
}

/** For every row the row whose own vector it has; undefined when one has none. */
function sources(rows: readonly BatchRow[], same: number): number[] | undefined {
  const found = rows.map(({ together }) =>
    rows.findIndex(({ alone }) => cosineDistance(alone, together) <= same),
  );
  return found.includes(-1) ? undefined : found;
}

const allRight = (rows: readonly BatchRow[], same: number): boolean =>
  rows.every(({ alone, together }) => cosineDistance(alone, together) <= same);

/** The treatment of padding that gives the batch's vectors, when one does. */
async function paddingFinding(
  rows: readonly BatchRow[],
  pipelines: ReferencePipelines,
  mistakes: readonly Mistake[],
): Promise<Finding | undefined> {
  const pipeline = pipelineWith(mistakes);
  const lengths = rows.map(({ text }) => pipelines.idsOf(pipeline, text, "document")?.length ?? 0);
  const longest = Math.max(...lengths);
  const distanceWith = async (padding: readonly Mistake[]): Promise<number> => {
    const padded = pipelineWith([...mistakes, ...padding]);
    let total = 0;
    for (const { text, together } of rows) {
      const vector = await pipelines.rawVectorOf(padded, text, "document");
      total += vector === undefined ? 1 : cosineDistance(together, vector.subarray(0, together.length));
    }
    return total / rows.length;
  };
  const ranked: { mistake: Mistake; distance: number }[] = [];
  for (const mistake of paddingMistakes(longest, "in a batch ")) {
    ranked.push({ mistake, distance: await distanceWith([mistake]) });
  }
  const [best, second] = ranked.sort((a, b) => a.distance - b.distance);
  if (best === undefined || second === undefined || !(best.distance <= explained)) return undefined;
  return {
    name: best.mistake.name,
    cause: best.mistake.cause,
    certainty: certaintyOf(best.distance, second.distance),
    evidence: `Padded to ${longest} tokens, that gives its vectors to cosine ${cosineText(best.distance)}; the next treatment of padding ${cosineText(second.distance)}.`,
  };
}

/**
 * What is wrong with texts that are sent together, when they are right alone.
 * @param noise what the same text sent twice differs by, 1 - cosine
 * @param reference absent: only what shows without one is named
 */
export async function batchFinding(
  examination: Examination,
  noise: number,
  reference?: { readonly pipelines: ReferencePipelines; readonly mistakes: readonly Mistake[] },
): Promise<Finding | undefined> {
  const { batch } = examination;
  if ("failure" in batch) {
    return {
      name: "batch-refused",
      cause: "it answers texts one by one, but not several in one request",
      certainty: "certain",
      evidence: batch.failure,
    };
  }
  const same = Math.max(usual, 4 * noise);
  const rows = rowsOf(examination);
  if (allRight(rows, same)) return undefined;
  const found = sources(rows, same);
  const distinct = new Set(found).size;
  const evidence = `Of ${rows.length} texts ${rows.filter((row) => !allRight([row], same)).length} have another vector in a batch than alone`;
  if (found !== undefined && distinct === new Set(sources(ofAlone(rows), same)).size) {
    return {
      name: "batch-order",
      cause: "it answers a batch in another order than it was sent",
      certainty: "certain",
      evidence: `${evidence}, each the vector of another text of it.`,
    };
  }
  if (found !== undefined) {
    return {
      name: "batch-repeats",
      cause: "it gives several texts of a batch the same vector",
      certainty: "certain",
      evidence: `${evidence}: it holds only ${distinct} different ones.`,
    };
  }
  const padding =
    reference === undefined ? undefined : await paddingFinding(rows, reference.pipelines, reference.mistakes);
  return (
    padding ?? {
      name: "batch-dependent",
      cause: "a text's vector depends on the texts beside it",
      certainty: "certain",
      evidence: `${evidence}, and no text of it has that vector alone.`,
    }
  );
}

/** The rows as if the batch were right: how many different vectors there can be. */
function ofAlone(rows: readonly BatchRow[]): BatchRow[] {
  return rows.map((row) => ({ ...row, together: row.alone }));
}
