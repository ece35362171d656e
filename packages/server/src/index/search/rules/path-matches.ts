import { fileStem } from "../../words/path-words.ts";
import { identifiersOf } from "../../words/split-identifiers.ts";
import { wordStem } from "../../words/word-stem.ts";
import type { Question, RankingRule } from "./ranking-rule.ts";

/** The share of a name's words that the question has. */
function share(name: string, question: Question): number {
  const words = identifiersOf(name).flatMap(({ parts }) => parts);
  if (words.length === 0) return 0;
  return words.filter((word) => question.stems.has(wordStem(word))).length / words.length;
}

/** Who names a file has said what it is about; the folder's name counts half. */
export const pathMatches: RankingRule = ({ path }, question) => {
  const folder = path.split("/").at(-2) ?? "";
  return 1 + 0.4 * share(fileStem(path), question) + 0.2 * share(folder, question);
};
