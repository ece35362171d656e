export interface MatchingLine {
  /** Lines below the first line of the preview. */
  readonly offset: number;
  /** The line on one line: trimmed, runs of white space as one space. */
  readonly text: string;
}

/**
 * The line of a hit that shows best why it was found: the one that holds most of the question's words, long words
 * counting for more. A hit by meaning alone may hold none; then its first line that is not blank stands for it.
 */
export function matchingLine(preview: string, query: string): MatchingLine {
  const words = new Set(query.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu));
  let best: MatchingLine & { weight: number } = { offset: 0, text: "", weight: -1 };
  for (const [offset, line] of preview.split("\n").entries()) {
    const text = line.trim().replace(/\s+/g, " ");
    if (text === "") continue;
    const lowered = text.toLowerCase();
    const weight = [...words].reduce((sum, word) => sum + (lowered.includes(word) ? word.length : 0), 0);
    if (weight > best.weight) best = { offset, text, weight };
  }
  return { offset: best.offset, text: best.text };
}
