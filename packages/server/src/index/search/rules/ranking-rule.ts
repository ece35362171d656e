import type { ChunkRecord } from "../../store/chunk-records.ts";

/** What a rule may know of the question. */
export interface Question {
  /** Stems of the telling words. */
  readonly stems: ReadonlySet<string>;
  /** Identifiers as they were typed, lower case without separators. */
  readonly identifiers: ReadonlySet<string>;
}

/** What a chunk's score is multiplied with: 1 where the rule has nothing to say. */
export type RankingRule = (chunk: ChunkRecord, question: Question) => number;
