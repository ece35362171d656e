import { tellingWords } from "../search/lexical-query.ts";
import { wordStem } from "../words/word-stem.ts";

/** A change to files, and what was said of it. */
export interface Commit {
  /** Its whole hash. */
  readonly hash: string;
  /** The first line of its message. */
  readonly subject: string;
  /** What it changed, relative to the folder, forward slashes. */
  readonly paths: readonly string[];
}

/** A commit that changes more files says little of each. */
const mostPaths = 10;

/**
 * BM25's constants. A subject says a word once or not at all, so that repetition is several commits, which soon say enough
 * (k1); and a file that was changed often is not a long text about something else (b).
 */
const k1 = 0.6;
const b = 0.2;

function stemsOf(text: string): Set<string> {
  return new Set(tellingWords(text).map(wordStem));
}

/** What the commits that changed a file said, as words to search by. */
export class CommitHistory {
  /** The newest first. */
  readonly #commits: readonly Commit[];
  /** Places of commits in the list, by the stems of their subjects' words. */
  readonly #saying = new Map<string, number[]>();
  /** How many words the commits of a file have together. */
  readonly #words = new Map<string, number>();
  readonly #meanWords: number;

  /** @param commits the newest first */
  constructor(commits: readonly Commit[]) {
    this.#commits = commits;
    for (const [at, { subject, paths }] of commits.entries()) {
      if (paths.length > mostPaths) continue;
      const stems = stemsOf(subject);
      for (const stem of stems) {
        const saying = this.#saying.get(stem);
        if (saying === undefined) this.#saying.set(stem, [at]);
        else saying.push(at);
      }
      for (const path of paths) this.#words.set(path, (this.#words.get(path) ?? 0) + stems.size);
    }
    const words = [...this.#words.values()].reduce((sum, own) => sum + own, 0);
    this.#meanWords = words / Math.max(1, this.#words.size);
  }

  /** The newest commit's hash; undefined without any. */
  get newest(): string | undefined {
    return this.#commits[0]?.hash;
  }

  /** The history that there was before a commit, less what said the same; all of it where the commit is none of it. */
  before(hash: string): CommitHistory {
    const at = this.#commits.findIndex((commit) => commit.hash === hash);
    const subject = this.#commits[at]?.subject;
    return new CommitHistory(this.#commits.slice(at + 1).filter((commit) => commit.subject !== subject));
  }

  /**
   * How much the commits of each file say of a question: BM25, divided by the highest.
   * @returns from 0 to 1 by path; files whose commits say nothing of it are left out
   */
  saidOf(question: string): ReadonlyMap<string, number> {
    const scores = new Map<string, number>();
    for (const stem of stemsOf(question)) {
      const timesIn = this.#timesIn(stem);
      const files = this.#words.size;
      const rarity = Math.log(1 + (files - timesIn.size + 0.5) / (timesIn.size + 0.5));
      for (const [path, times] of timesIn) {
        const length = 1 - b + (b * (this.#words.get(path) ?? 0)) / this.#meanWords;
        const score = (rarity * times * (k1 + 1)) / (times + k1 * length);
        scores.set(path, (scores.get(path) ?? 0) + score);
      }
    }
    const highest = Math.max(0, ...scores.values());
    return new Map([...scores].map(([path, score]) => [path, score / highest]));
  }

  /** How many commits of each file say a word. */
  #timesIn(stem: string): Map<string, number> {
    const times = new Map<string, number>();
    for (const at of this.#saying.get(stem) ?? []) {
      for (const path of this.#commits[at]?.paths ?? []) times.set(path, (times.get(path) ?? 0) + 1);
    }
    return times;
  }
}
