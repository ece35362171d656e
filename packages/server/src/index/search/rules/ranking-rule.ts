import type { ChunkRecord } from "../../store/chunk-records.ts";

/** What a rule may know of the question. */
export interface Question {
  /** Stems of the telling words. */
  readonly stems: ReadonlySet<string>;
  /** Identifiers as they were typed, lower case without separators. */
  readonly identifiers: ReadonlySet<string>;
  /** Words, the others included. */
  readonly words: number;
}

/** In a sentence `get` or `value` is a word; alone, or as one of few, it is a name. */
const fewWords = 3;

/** Whether a question can be nothing but a name. */
export function mayBeName({ words }: Question): boolean {
  return words <= fewWords;
}

/** One reason to move a chunk up or down. What each is worth: docs/search-quality.md. */
export interface RankingRule {
  /** As `why` names it. */
  readonly name: string;
  /** @returns what the score is multiplied with: 1 where the rule has nothing to say */
  factor(chunk: ChunkRecord, question: Question): number;
}

/** The factor of a file of a kind that is rarely meant: raised for who asks for that kind. */
export function unlessAskedFor(
  asking: readonly string[],
  demoted: number,
  raised: number,
): (question: Question) => number {
  return ({ stems }) => (asking.some((word) => stems.has(word)) ? raised : demoted);
}
