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

/** Code repeats its identifiers, and taking one apart is slow. */
const known = new Map<string, Identifier>();
const mostKnown = 50_000;
/** A longer one is an encoded file rather than a name, and seen once. */
const longestKnown = 64;

function identifierOf(word: string): Identifier {
  const remembered = known.get(word);
  if (remembered !== undefined) return remembered;
  const parts = partsOf(word).map((part) => part.toLowerCase());
  const identifier = { whole: parts.join(""), parts };
  if (known.size >= mostKnown) known.clear();
  if (word.length <= longestKnown) known.set(word, identifier);
  return identifier;
}

/** The identifiers and words of a text in their order, each with its parts. */
export function identifiersOf(text: string): Identifier[] {
  const identifiers: Identifier[] = [];
  for (const [match] of text.matchAll(word)) {
    const identifier = identifierOf(match);
    if (identifier.parts.length > 0) identifiers.push(identifier);
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
