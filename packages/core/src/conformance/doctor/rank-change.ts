import { cosineDistance } from "../distance.ts";
import { questions } from "./retrieval-set.ts";

/** Vectors of the built-in questions and passages. */
export interface RetrievalVectors {
  readonly questions: readonly Float32Array[];
  readonly passages: readonly Float32Array[];
}

/** How well the built-in questions find their passages. */
export interface RetrievalQuality {
  /** nDCG over the first ten, one relevant passage a question. */
  readonly ndcg: number;
  /** Questions whose answer comes first. */
  readonly first: number;
}

export interface RankChange {
  readonly questions: number;
  readonly server: RetrievalQuality;
  readonly reference: RetrievalQuality;
  /** Share of the reference's first ten hits that the server's first ten lack, 0..1. */
  readonly lostHits: number;
}

const depth = 10;

/** Passages by falling cosine. A vector that cannot be compared comes last. */
function ranking(question: Float32Array, passages: readonly Float32Array[]): number[] {
  const distances = passages.map((passage) => {
    const distance = cosineDistance(question, passage);
    return Number.isNaN(distance) ? 2 : distance;
  });
  return [...passages.keys()].sort((a, b) => (distances[a] as number) - (distances[b] as number));
}

function qualityOf(rankings: readonly (readonly number[])[]): RetrievalQuality {
  let gain = 0;
  let first = 0;
  for (const [row, { answer }] of questions.entries()) {
    const rank = rankings[row]?.indexOf(answer) ?? depth;
    if (rank >= 0 && rank < depth) gain += 1 / Math.log2(rank + 2);
    if (rank === 0) first += 1;
  }
  return { ndcg: gain / questions.length, first };
}

/** What other vectors than the model's cost in a search. */
export function rankChange(server: RetrievalVectors, reference: RetrievalVectors): RankChange {
  const [ours, theirs] = [reference, server].map(({ questions, passages }) =>
    questions.map((question) => ranking(question, passages)),
  ) as [number[][], number[][]];
  const lost = ours.map((ranks, row) => {
    const found = new Set(theirs[row]?.slice(0, depth));
    return ranks.slice(0, depth).filter((passage) => !found.has(passage)).length / depth;
  });
  return {
    questions: questions.length,
    server: qualityOf(theirs),
    reference: qualityOf(ours),
    lostHits: lost.reduce((sum, share) => sum + share, 0) / lost.length,
  };
}
