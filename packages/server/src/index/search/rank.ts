import type { ChunkRecord } from "../store/chunk-records.ts";
import { identifiersOf } from "../words/split-identifiers.ts";
import { wordStem } from "../words/word-stem.ts";
import { tellingWords } from "./lexical-query.ts";
import { builtBehind } from "./rules/built-behind.ts";
import { dataBehind } from "./rules/data-behind.ts";
import { declaresSymbol } from "./rules/declares-symbol.ts";
import { fileNamed } from "./rules/file-named.ts";
import { proseBehind } from "./rules/prose-behind.ts";
import { mayBeName, type Question, type RankingRule } from "./rules/ranking-rule.ts";
import { testsBehind } from "./rules/tests-behind.ts";

export interface RankedChunk {
  readonly chunk: ChunkRecord;
  /** Higher is better. */
  readonly score: number;
  /** What the fused score was multiplied with; only rules that had something to say. */
  readonly factors: readonly RankingFactor[];
}

export interface RankingFactor {
  readonly rule: string;
  readonly factor: number;
}

const rules: readonly RankingRule[] = [
  fileNamed,
  declaresSymbol,
  testsBehind,
  proseBehind,
  dataBehind,
  builtBehind,
];

/** Every further chunk of one file counts less than the one before it: an answer of many files helps more. */
const repeated = 0.75;

/**
 * What the commits of a file say of a question counts two fifths of what its words do: they are about the file, and may be
 * about another place in it. Who types a name wants where it is declared, which they do not tell.
 */
const saidWeight = 0.2;

function questionOf(query: string): Question {
  return {
    stems: new Set(tellingWords(query).map(wordStem)),
    identifiers: new Set(identifiersOf(query).map(({ whole }) => whole)),
    words: query.trim().split(/\s+/).length,
  };
}

function byScore(a: RankedChunk, b: RankedChunk): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.chunk.path !== b.chunk.path) return a.chunk.path < b.chunk.path ? -1 : 1;
  return a.chunk.startLine - b.chunk.startLine || a.chunk.id - b.chunk.id;
}

function factorsOf(chunk: ChunkRecord, question: Question): RankingFactor[] {
  return rules
    .map(({ name, factor }) => ({ rule: name, factor: factor(chunk, question) }))
    .filter(({ factor }) => factor !== 1);
}

/** The last of each list has nothing from it; so that rules have something to multiply. */
const leastScore = 0.001;

/** As a factor of the fused score, so that one way of explaining does for all. */
function commitsSayIt(fused: number, said: number): RankingFactor[] {
  return said > 0 ? [{ rule: "commits say it", factor: 1 + (saidWeight * said) / fused }] : [];
}

/**
 * Puts chunks in their final order: the fused score with what commits say of the file, times what the rules say, damped
 * within a file.
 * @param said how much commits say of the question, from 0 to 1 by path
 */
export function rank(
  query: string,
  chunks: readonly ChunkRecord[],
  fused: ReadonlyMap<number, number>,
  said?: ReadonlyMap<string, number>,
): RankedChunk[] {
  const question = questionOf(query);
  const telling = mayBeName(question) ? undefined : said;
  const scored = chunks.map((chunk): RankedChunk => {
    const found = Math.max(leastScore, fused.get(chunk.id) ?? 0);
    const factors = [...commitsSayIt(found, telling?.get(chunk.path) ?? 0), ...factorsOf(chunk, question)];
    const score = factors.reduce((product, { factor }) => product * factor, found);
    return { chunk, score, factors };
  });
  const ofFile = new Map<string, number>();
  return scored
    .sort(byScore)
    .map((ranked) => {
      const { path } = ranked.chunk;
      const before = ofFile.get(path) ?? 0;
      ofFile.set(path, before + 1);
      if (before === 0) return ranked;
      const factor = repeated ** before;
      const factors = [...ranked.factors, { rule: "further hit of its file", factor }];
      return { ...ranked, score: ranked.score * factor, factors };
    })
    .sort(byScore);
}
