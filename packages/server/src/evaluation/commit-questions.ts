import { gitCommits } from "../index/discover/git-files.ts";
import { isCode, isTest } from "./code-paths.ts";
import { isPlainQuestion } from "./plain-question.ts";

/** A commit's subject, and the code that it changed. */
export interface CommitQuestion {
  readonly subject: string;
  /** Its whole hash. */
  readonly commit: string;
  /** Relative to the root, forward slashes. */
  readonly paths: readonly string[];
}

export interface HistoryBounds {
  /** How many commits are looked at. */
  readonly commits: number;
  /** How many paths a small commit changes at most. */
  readonly paths: number;
}

const usual: HistoryBounds = { commits: 3_000, paths: 4 };
const fewestWords = 4;

/** Commits that say nothing of what code does. */
const aboutSomethingElse: RegExp =
  /\b(?:bump|release|version|changelog|merge|revert|typos?|lint|prettier|format(?:ting)?|readme|docs?|ci|deps?|dependenc(?:y|ies)|upgrade|workflows?|copyright|license|spelling|grammar)\b/i;

/** The code that a commit is about; its tests only where there is nothing else. */
function codeOf(paths: readonly string[]): string[] {
  const code = paths.filter(isCode);
  const tested = code.filter((path) => !isTest(path));
  return tested.length > 0 ? tested : code;
}

/** `fix(parser): keep the last line (#123)` asks for `keep the last line`. */
function questionOf(subject: string): string {
  return subject
    .replace(/^(?:\[[^\]]*\]\s*)+/, "")
    .replace(/^\w+(?:\([^)]*\))?!?:\s+/, "")
    .replace(/\s*\(?(?:closes?|fix(?:es)?|refs?)?\s*#\d+\)?/gi, "")
    .trim();
}

/**
 * Small commits of a repository's history, the latest first.
 * @returns none where the folder is in no repository, or git is not installed
 */
export async function commitQuestions(
  root: string,
  isIndexed: (path: string) => boolean,
  signal: AbortSignal,
  bounds: HistoryBounds = usual,
): Promise<CommitQuestion[]> {
  const commits = (await gitCommits(root, bounds.commits, signal)) ?? [];
  signal.throwIfAborted();
  return commits.flatMap(({ hash: commit, subject: first, paths: names }) => {
    const subject = questionOf(first);
    const paths = codeOf(names.filter(isIndexed));
    const isSmall = paths.length > 0 && names.length <= bounds.paths;
    const isQuestion =
      subject.split(/\s+/).length >= fewestWords &&
      !aboutSomethingElse.test(first) &&
      isPlainQuestion(subject);
    return isSmall && isQuestion ? [{ subject, commit, paths }] : [];
  });
}
