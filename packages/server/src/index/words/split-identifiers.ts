const word: RegExp = /[\p{L}\p{N}\p{M}_$]+/gu;

/** Scripts that put no space between words: every character is a word of its own. */
const unspaced: RegExp = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/** The words of one identifier: `parseHTTPResponse2` -> `parse HTTP Response 2`. */
function partsOf(identifier: string): string[] {
  return identifier
    .replace(/[_$]+/g, " ")
    .replace(unspaced, " $& ")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\p{N})/gu, "$1 $2")
    .split(" ")
    .filter((part) => part !== "");
}

export interface Identifier {
  /** Lower case, without separators: `tokenStates` and `token_states` are one. */
  readonly whole: string;
  /** Lower case. */
  readonly parts: readonly string[];
}

/** The identifiers and words of a text in their order, each with its parts. */
export function identifiersOf(text: string): Identifier[] {
  const identifiers: Identifier[] = [];
  for (const [match] of text.matchAll(word)) {
    const parts = partsOf(match).map((part) => part.toLowerCase());
    if (parts.length > 0) identifiers.push({ whole: parts.join(""), parts });
  }
  return identifiers;
}

/** The text as the lexical index is fed it: every part, and the whole where it has several. */
export function searchableWords(text: string): string {
  const words: string[] = [];
  for (const { whole, parts } of identifiersOf(text)) {
    words.push(...parts);
    if (parts.length > 1) words.push(whole);
  }
  return words.join(" ");
}
