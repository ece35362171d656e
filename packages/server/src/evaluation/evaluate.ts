import type { SearchMode } from "@isovec/core/protocol";
import type { CodeIndex, IndexHit } from "../index/code-index.ts";
import type { CommitHistory } from "../index/history/commit-history.ts";
import { meanQuality, type Quality, qualityOf } from "./metrics.ts";
import { type Question, type QuestionKind, questionKinds } from "./question-set.ts";

const searchModes: readonly SearchMode[] = ["lexical", "semantic", "hybrid"];

export interface KindResult extends Quality {
  readonly kind: QuestionKind;
  readonly questions: number;
}

export interface ModeResult extends Quality {
  readonly mode: SearchMode;
  /** Median milliseconds a question. */
  readonly ms: number;
  readonly kinds: readonly KindResult[];
}

/** Hits that are asked for: several may be of one file, and ten files count. */
const hitsAsked = 50;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The files of hits without repetition. A hit of several copies is one entry, an answer if one of its places is one. */
function rankedFiles(hits: readonly IndexHit[], relevant: ReadonlySet<string>): string[] {
  const ranked = new Set<string>();
  for (const { path, alsoAt = [] } of hits) {
    const places = [path, ...alsoAt.map((place) => place.path)];
    ranked.add(places.find((place) => relevant.has(place) && !ranked.has(place)) ?? path);
  }
  return [...ranked];
}

/** What is measured: an index, and what commits said of the files that it is of. */
export interface EvaluatedIndex {
  readonly index: CodeIndex;
  readonly history: CommitHistory | undefined;
}

/** Asks an index every question in one mode. */
async function evaluateMode(
  { index, history }: EvaluatedIndex,
  questions: readonly Question[],
  mode: SearchMode,
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<ModeResult> {
  const times: number[] = [];
  const answered: { readonly kind: QuestionKind; readonly quality: Quality }[] = [];
  for (const { kind, text, paths, commit } of questions) {
    // Whoever asks for what a commit will change cannot know what it, or one after it, has said.
    const known = commit === undefined ? history : history?.before(commit);
    const since = performance.now();
    const hits = await index.search({ query: text, limit: hitsAsked, mode, history: known, signal });
    times.push(performance.now() - since);
    const relevant = new Set(paths);
    answered.push({ kind, quality: qualityOf(rankedFiles(hits, relevant), relevant) });
    onAnswer();
  }
  const kinds = questionKinds.map((kind) => {
    const own = answered.filter((one) => one.kind === kind).map(({ quality }) => quality);
    return { kind, questions: own.length, ...meanQuality(own) };
  });
  return { mode, ms: median(times), kinds, ...meanQuality(answered.map(({ quality }) => quality)) };
}

/** @param onProgress told after every answer */
export async function evaluate(
  evaluated: EvaluatedIndex,
  questions: readonly Question[],
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void,
): Promise<ModeResult[]> {
  const results: ModeResult[] = [];
  let done = 0;
  for (const mode of searchModes) {
    const onAnswer = (): void => onProgress(++done, searchModes.length * questions.length);
    results.push(await evaluateMode(evaluated, questions, mode, signal, onAnswer));
  }
  return results;
}
