/**
 * Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009, who take 60 for lists of a
 * thousand. Of a hundred the first ones tell more (docs/search-quality.md).
 */
const k = 20;

export interface Ranking {
  /** As `why` names it: `lexical`, `static` or `model`. */
  readonly tier: "lexical" | "static" | "model";
  /** Best first. */
  readonly ids: readonly number[];
  /**
   * The share of everything that was ranked, above 0. The best of a tenth is about the tenth of all: ranks are taken
   * for what they would be had all been ranked. Default 1.
   */
  readonly share?: number;
}

/** Puts ranked lists together: an entry's score is the sum of 1 / (20 + rank) over the lists it is in, ranks from 1. */
export function reciprocalRankFusion(rankings: readonly Omit<Ranking, "tier">[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const { ids, share = 1 } of rankings) {
    for (const [index, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (k + (index + 1) / share));
    }
  }
  return scores;
}
