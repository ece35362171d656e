import { fileStem } from "../../words/path-words.ts";
import { identifiersOf } from "../../words/split-identifiers.ts";
import { wordStem } from "../../words/word-stem.ts";
import type { RankingRule } from "./ranking-rule.ts";

/** Who says the words of a file's name has said what the file is about. Folders' names have proved to tell nothing. */
export const fileNamed: RankingRule = {
  name: "file is named",
  factor: ({ path }, { stems }) => {
    const words = identifiersOf(fileStem(path)).flatMap(({ parts }) => parts);
    if (words.length === 0) return 1;
    return 1 + (0.2 * words.filter((word) => stems.has(wordStem(word))).length) / words.length;
  },
};
