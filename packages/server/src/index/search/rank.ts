import type { ChunkRecord } from "../store/chunk-records.ts";
import { identifiersOf } from "../words/split-identifiers.ts";
import { wordStem } from "../words/word-stem.ts";
import { tellingWords } from "./lexical-query.ts";
import { declaresSymbol } from "./rules/declares-symbol.ts";
import { pathMatches } from "./rules/path-matches.ts";
import type { Question, RankingRule } from "./rules/ranking-rule.ts";
import { testsDemoted } from "./rules/tests-demoted.ts";

export interface RankedChunk {
  readonly chunk: ChunkRecord;
  /** Higher is better. */
  readonly score: number;
}

const rules: readonly RankingRule[] = [pathMatches, declaresSymbol, testsDemoted];

/** Every further chunk of one file counts less than the one before it: an answer of many files helps more. */
const repeated = 0.75;

function questionOf(query: string): Question {
  return {
    stems: new Set(tellingWords(query).map(wordStem)),
    identifiers: new Set(identifiersOf(query).map(({ whole }) => whole)),
  };
}

function byScore(a: RankedChunk, b: RankedChunk): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.chunk.path !== b.chunk.path) return a.chunk.path < b.chunk.path ? -1 : 1;
  return a.chunk.startLine - b.chunk.startLine || a.chunk.id - b.chunk.id;
}

/** Puts chunks in their final order: the fused score, times what the rules say, damped within a file. */
export function rank(
  query: string,
  chunks: readonly ChunkRecord[],
  fused: ReadonlyMap<number, number>,
): RankedChunk[] {
  const question = questionOf(query);
  const scored = chunks.map((chunk) => ({
    chunk,
    score: rules.reduce((score, rule) => score * rule(chunk, question), fused.get(chunk.id) ?? 0),
  }));
  const ofFile = new Map<string, number>();
  return scored
    .sort(byScore)
    .map(({ chunk, score }) => {
      const before = ofFile.get(chunk.path) ?? 0;
      ofFile.set(chunk.path, before + 1);
      return { chunk, score: score * repeated ** before };
    })
    .sort(byScore);
}
