export interface MatchingLine {
  /** Lines below the first line of the text. */
  readonly offset: number;
  /** How much of the question it holds: the letters of the words found. */
  readonly weight: number;
}

/** The words of a question that are worth looking for in a line: three letters or more, lower case. */
export function queryWords(query: string): ReadonlySet<string> {
  return new Set(query.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu));
}

/**
 * The line of a hit that shows best why it was found: the one that holds most of the question's words, long words
 * counting for more. A hit by meaning alone may hold none; then its first line that is not blank stands for it.
 */
export function matchingLine(text: string, query: string): MatchingLine {
  const words = [...queryWords(query)];
  let best: MatchingLine = { offset: 0, weight: -1 };
  for (const [offset, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const lowered = line.toLowerCase();
    const weight = words.reduce((sum, word) => sum + (lowered.includes(word) ? word.length : 0), 0);
    if (weight > best.weight) best = { offset, weight };
  }
  return best;
}
