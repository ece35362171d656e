import { identifiersOf } from "../words/split-identifiers.ts";

/**
 * Words that ask rather than name. In code they are rare, so that BM25 alone would take `where` for the most telling
 * word of a question.
 */
const asking: ReadonlySet<string> = new Set(
  `a an and any are as at be been but by can could did do does done for from get gets had has have how i if in into is
   it its me my of on one or our should so some that the their them then there these they this to was we were what
   when where which who whose why will with would you your`.split(/\s+/),
);

/** A longer question, say a pasted file, is cut: time grows with the number of words. */
const mostWords = 64;

/** The words of a question that say something; all of them when none does. Lower case, without repetition. */
export function tellingWords(query: string): string[] {
  const parts = identifiersOf(query).flatMap((identifier) => identifier.parts);
  const telling = parts.filter((part) => !asking.has(part));
  return [...new Set(telling.length > 0 ? telling : parts)].slice(0, mostWords);
}

/**
 * An expression of FTS5 that any of the question's words satisfies. Every word is a quoted string made of letters and
 * digits only, so nothing a user types is taken for an operator.
 * @param tellsNothing whether a phrase is left out when there are others
 * @returns undefined when the question has no word
 */
export function lexicalQuery(query: string, tellsNothing: (phrase: string) => boolean): string | undefined {
  const wholes = identifiersOf(query)
    .filter(({ parts }) => parts.length > 1)
    .map(({ whole }) => whole)
    .slice(0, mostWords);
  const words = new Set([...tellingWords(query), ...wholes]);
  if (words.size === 0) return undefined;
  const phrases = [...words].map((word) => `"${word}"`);
  const telling = phrases.filter((phrase) => !tellsNothing(phrase));
  return (telling.length > 0 ? telling : phrases).join(" OR ");
}
