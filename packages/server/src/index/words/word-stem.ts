/**
 * A rough English stem, for comparing a question's words with names: `pooled`, `pooling` and `pools` are `pool`. The
 * lexical index has Porter's stemmer; this one only has to be good enough for file names.
 */
export function wordStem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length < 5) return lower.replace(/(?<=\p{L}{2,}[^s])s$/u, "");
  return lower.replace(/(?<=\p{L}{3,})(?:ings?|ed|ers?|ors?|es|s|e)$/u, "");
}
