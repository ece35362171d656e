import type { Chunker } from "../index/chunk/chunker.ts";
import { languageOf } from "../index/discover/language.ts";
import { identifiersOf } from "../index/words/split-identifiers.ts";
import { isCode, isTest } from "./code-paths.ts";

/** A name that says which definition is meant. */
export interface NamedDefinition {
  /** As it is declared: `parseQuery`. */
  readonly name: string;
  /** As one says it: `parse query`. */
  readonly words: string;
  /** Every file that declares it, however it is written there (`parse_query`, `ParseQuery`). */
  readonly paths: readonly string[];
}

/** A single word is said of many things. */
const fewestWords = 2;
const fewestLetters = 6;
/** What more files declare (`toString`) is meant by nobody who asks for one place. */
const mostDeclaring = 3;
interface Declared {
  /** As it was found first. */
  readonly name: string;
  readonly paths: Set<string>;
}

type Texts = readonly (readonly [path: string, text: string])[];

/** By names without case and separators. */
async function declarationsIn(
  texts: Texts,
  chunker: Chunker,
  signal: AbortSignal,
): Promise<Map<string, Declared>> {
  const found = new Map<string, Declared>();
  for (const [path, text] of texts) {
    signal.throwIfAborted();
    const chunks = await chunker.chunk({ path, language: languageOf(path), lines: text.split("\n") });
    for (const name of chunks.flatMap(({ symbols }) => symbols)) {
      const [identifier, ...others] = identifiersOf(name);
      // `operator+` and `Class::method` are no single name.
      if (identifier === undefined || others.length > 0) continue;
      const declared = found.get(identifier.whole) ?? { name, paths: new Set() };
      found.set(identifier.whole, declared);
      declared.paths.add(path);
    }
  }
  return found;
}

/** How many files say a name. */
function filesSaying(texts: Texts): Map<string, number> {
  const saying = new Map<string, number>();
  for (const [, text] of texts) {
    for (const whole of new Set(identifiersOf(text).map((identifier) => identifier.whole))) {
      saying.set(whole, (saying.get(whole) ?? 0) + 1);
    }
  }
  return saying;
}

/**
 * Names that are declared in few files and used in others, so that the place that declares them has to be told from
 * those that only say them.
 * @param texts by path, lines ended by `\n`
 * @param chunker tells what each declares
 * @throws the signal's reason
 */
export async function namedDefinitions(
  texts: ReadonlyMap<string, string>,
  chunker: Chunker,
  signal: AbortSignal,
): Promise<NamedDefinition[]> {
  const code = [...texts].filter(([path]) => isCode(path));
  const saying = filesSaying(code);
  const named: NamedDefinition[] = [];
  for (const [whole, declared] of await declarationsIn(code, chunker, signal)) {
    const { name } = declared;
    const paths = [...declared.paths];
    const parts = identifiersOf(name).flatMap((identifier) => identifier.parts);
    const isTelling = parts.length >= fewestWords && whole.length >= fewestLetters;
    const isUsedElsewhere = (saying.get(whole) ?? 0) > paths.length;
    if (!isTelling || paths.length > mostDeclaring || !isUsedElsewhere || paths.every(isTest)) continue;
    named.push({ name, words: parts.join(" "), paths });
  }
  return named;
}
