/** How good one ranked list of files is, from 0 to 1 each; what is relevant is so or not. */
export interface Quality {
  /** Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) of the first ten. */
  readonly ndcg: number;
  /** One over the rank of the first relevant one among the first ten, 0 when there is none. */
  readonly reciprocalRank: number;
  /** The share of the relevant ones that is among the first ten. */
  readonly recall: number;
}

const depth = 10;
const discount = (rank: number): number => 1 / Math.log2(rank + 2);

/** @param ranked without repetition, best first */
export function qualityOf(ranked: readonly string[], relevant: ReadonlySet<string>): Quality {
  const top = ranked.slice(0, depth);
  const gains = top.map((path, rank) => (relevant.has(path) ? discount(rank) : 0));
  const ideal = Array.from({ length: Math.min(depth, relevant.size) }, (_, rank) => discount(rank));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const first = top.findIndex((path) => relevant.has(path));
  return {
    ndcg: sum(gains) / sum(ideal),
    reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
    recall: top.filter((path) => relevant.has(path)).length / relevant.size,
  };
}

export function meanQuality(qualities: readonly Quality[]): Quality {
  const mean = (of: (quality: Quality) => number): number =>
    qualities.length === 0
      ? 0
      : qualities.reduce((total, quality) => total + of(quality), 0) / qualities.length;
  return {
    ndcg: mean(({ ndcg }) => ndcg),
    reciprocalRank: mean(({ reciprocalRank }) => reciprocalRank),
    recall: mean(({ recall }) => recall),
  };
}
