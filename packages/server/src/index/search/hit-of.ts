import type { IndexHit, OtherPlace } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import type { RankedChunk } from "./rank.ts";
import type { Ranking } from "./reciprocal-rank-fusion.ts";

export function hitOf(chunk: ChunkRecord, score: number, alsoAt: readonly OtherPlace[]): IndexHit {
  const { path, startLine, endLine, language, text } = chunk;
  return { path, startLine, endLine, score, language, text, ...(alsoAt.length > 0 && { alsoAt }) };
}

/** A hit with everything that it stands on. */
export function explainedHit(
  { chunk, score, factors }: RankedChunk,
  alsoAt: readonly OtherPlace[],
  rankings: readonly Ranking[],
): IndexHit {
  const ranks = rankings.flatMap(({ tier, ids }) => {
    const at = ids.indexOf(chunk.id);
    return at < 0 ? [] : [{ tier, rank: at + 1 }];
  });
  return { ...hitOf(chunk, score, alsoAt), why: { ranks, factors } };
}
