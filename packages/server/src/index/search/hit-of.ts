import type { IndexHit, OtherPlace } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import type { RankedChunk } from "./rank.ts";
import { contributions, type Ranking } from "./score-fusion.ts";

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
  const ranks = rankings.flatMap((ranking) => {
    const at = ranking.found.findIndex(({ id }) => id === chunk.id);
    return at < 0 ? [] : [{ tier: ranking.tier, rank: at + 1, score: contributions(ranking)[at] ?? 0 }];
  });
  return { ...hitOf(chunk, score, alsoAt), why: { ranks, factors } };
}
