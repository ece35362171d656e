const word: RegExp = /[\p{L}\p{N}\p{M}_$]+/gu;

/** Scripts that put no space between words: every character is a word of its own. */
const unspaced: RegExp = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

const ascii: RegExp = /^[\w$]+$/;
/** Where a word of ASCII begins: `parseHTTPResponse2` -> `parse`, `HTTP`, `Response`, `2`. */
const asciiPart: RegExp = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*/g;

/** The words of one identifier: `parseHTTPResponse2` -> `parse HTTP Response 2`. */
function partsOf(identifier: string): string[] {
  if (ascii.test(identifier)) return identifier.match(asciiPart) ?? [];
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
  /** What the lexical index is fed: every part, and the whole where it has several. */
  readonly searchable: string;
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
  const whole = parts.join("");
  const searchable = parts.length > 1 ? `${parts.join(" ")} ${whole}` : whole;
  const identifier = { whole, parts, searchable };
  if (known.size >= mostKnown) known.clear();
  if (word.length <= longestKnown) known.set(word, identifier);
  return identifier;
}

/** The identifiers and words of a text in their order, each with its parts. */
export function identifiersOf(text: string): Identifier[] {
  return (text.match(word) ?? []).map(identifierOf).filter(({ parts }) => parts.length > 0);
}

/** The text as the lexical index is fed it. */
export function searchableWords(text: string): string {
  return identifiersOf(text)
    .map(({ searchable }) => searchable)
    .join(" ");
}
