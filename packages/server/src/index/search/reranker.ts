import { throwIfCancelled } from "@isovec/core";
import type { Folded } from "./fold-alike.ts";
import type { RankedChunk } from "./rank.ts";

/** What reads a question and texts together, and tells how well each answers it: slower than vectors, and surer. */
export interface Reranker {
  /** How many of the best hits it is asked about. */
  readonly hits: number;
  /** @returns a score a text, higher is better, on any scale; undefined while it rests from a failure */
  rerank(
    question: string,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly number[] | undefined>;
}

/** What the best of the texts is multiplied with; the worst keeps its score, so that nothing falls behind what was not read. */
const strongest = 3;

/**
 * Puts the best hits in order once more: each score is multiplied with a factor between 1 and 3, as rules do it.
 * @throws what the reranker throws
 */
export async function reranked(
  found: readonly Folded<RankedChunk>[],
  question: string,
  reranker: Reranker,
  signal: AbortSignal | undefined,
): Promise<Folded<RankedChunk>[]> {
  const read = found.slice(0, reranker.hits);
  if (read.length < 2) return [...found];
  const texts = read.map(({ best: { chunk } }) => `${chunk.path}\n${chunk.text}`);
  const scores = await reranker.rerank(question, texts, signal);
  throwIfCancelled(signal);
  if (scores === undefined) return [...found];
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  const again = read.map((one, at): Folded<RankedChunk> => {
    const share = most > least ? ((scores[at] ?? least) - least) / (most - least) : 0;
    const factor = 1 + (strongest - 1) * share;
    const factors = [...one.best.factors, { rule: "reranker", factor }];
    return { ...one, best: { ...one.best, score: one.best.score * factor, factors } };
  });
  return [...again, ...found.slice(reranker.hits)].sort((a, b) => b.best.score - a.best.score);
}
