/** Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009. */
const k = 60;

/**
 * Puts ranked lists together: an entry's score is the sum of 1 / (60 + rank) over the lists it is in, ranks from 1.
 * @param lists ids, best first
 */
export function reciprocalRankFusion(lists: readonly (readonly number[])[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [index, id] of list.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (k + index + 1));
    }
  }
  return scores;
}
