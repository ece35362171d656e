import type { Scored } from "./best-of.ts";

/** What found a chunk: words, the static model's vectors, the model's. */
export type SearchTier = "lexical" | "static" | "model";

/** A ranked list: what one tier found. */
export interface Ranking {
  /** As `why` names it. */
  readonly tier: SearchTier;
  /** Best first. */
  readonly found: readonly Scored[];
  /** What an entry would score that the list has no room for; by default what its last one does. */
  readonly floor?: number;
  /** The share of everything that was ranked, above 0. Default 1. */
  readonly share?: number;
}

/**
 * Words tell as much as the vectors of a model that knows code, and more than those of a table of tokens
 * (docs/search-quality.md). Of a part of the vectors the best is not the best of all, so a list counts by the root of its share.
 */
const weights: Readonly<Record<SearchTier, number>> = { lexical: 0.5, model: 0.5, static: 0.33 };

/** What a list gives its entries to the fused score, in their order: its weight for the first, 0 at its floor. */
export function contributions({ tier, found, floor, share = 1 }: Ranking): number[] {
  const highest = found[0]?.score ?? 0;
  const lowest = Math.min(floor ?? Number.POSITIVE_INFINITY, found.at(-1)?.score ?? 0);
  const weight = weights[tier] * Math.sqrt(share);
  return found.map(({ score }) =>
    highest > lowest ? (weight * (score - lowest)) / (highest - lowest) : weight,
  );
}

/**
 * Puts ranked lists together by their scores, each brought to one scale by its least and its greatest: Bruch, Gai and
 * Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023, who find that better than ranks.
 * @param candidates how many of each list are wanted; the rest of it tells what little is worth
 * @returns the fused scores of the candidates of all lists
 */
export function fuse(rankings: readonly Ranking[], candidates: number): Map<number, number> {
  const wanted = new Set(rankings.flatMap(({ found }) => found.slice(0, candidates).map(({ id }) => id)));
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    for (const [at, score] of contributions(ranking).entries()) {
      const id = ranking.found[at]?.id ?? 0;
      if (wanted.has(id)) scores.set(id, (scores.get(id) ?? 0) + score);
    }
  }
  return scores;
}
