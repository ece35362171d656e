import { parseQuery } from "../query/parse-query.ts";
import { identifiersOf } from "../words/split-identifiers.ts";
import { wordStem } from "../words/word-stem.ts";
import { tellingWords } from "./lexical-query.ts";

/** The stems of a question's telling words: what is looked for in a line, and lit in it. */
export function queryStems(query: string): ReadonlySet<string> {
  return new Set(tellingWords(parseQuery(query).text).map(wordStem));
}

/**
 * The line of a hit that shows best why it was found: the one that holds most of the question's words, long words
 * counting for more. A hit by meaning alone may hold none; then its first line that is not blank stands for it.
 * @returns lines below the first line of the text
 */
export function matchingLine(text: string, query: string): number {
  const stems = queryStems(query);
  let best = { offset: 0, weight: -1 };
  for (const [offset, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const found = new Set(
      identifiersOf(line)
        .flatMap(({ parts }) => parts.map(wordStem))
        .filter((stem) => stems.has(stem)),
    );
    const weight = [...found].reduce((sum, stem) => sum + stem.length, 0);
    if (weight > best.weight) best = { offset, weight };
  }
  return best.offset;
}
