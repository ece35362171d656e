import { nearByWords } from "../../duplicates/judge.ts";
import { overlap, rowsOf } from "../../duplicates/overlap.ts";
import { tokensOf } from "../../duplicates/tokens.ts";
import type { OtherPlace } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";

/** Something found, and the places that have nearly the same text. */
export interface Folded<T> {
  readonly best: T;
  readonly alsoAt: readonly OtherPlace[];
}

interface Open<T> extends Folded<T> {
  readonly alsoAt: OtherPlace[];
  readonly symbols: string;
  readonly words: Uint32Array;
  readonly shapeRows: Uint32Array;
}

/** Shorter pieces are alike by chance. */
const fewestTokens = 40;

function opened<T extends { readonly chunk: ChunkRecord }>(best: T): Open<T> {
  const { text, language, symbols } = best.chunk;
  const { words, shapes } = tokensOf(text, language);
  return { best, alsoAt: [], symbols, words: words.sort(), shapeRows: rowsOf(shapes) };
}

/** What declares other names is another thing, however alike: `toInt` beside `toLong`. */
function isNear<T>(a: Open<T>, b: Open<T>): boolean {
  if (a.symbols !== b.symbols || Math.min(a.words.length, b.words.length) < fewestTokens) return false;
  return nearByWords(overlap(a.words, b.words), overlap(a.shapeRows, b.shapeRows));
}

/**
 * The first ones of a ranked list that are different, each with the places of those that are nearly the same: of the
 * same text, or of the same names and nearly the same words.
 * @param limit how many different ones
 */
export function foldAlike<T extends { readonly chunk: ChunkRecord }>(
  ranked: readonly T[],
  limit: number,
): Folded<T>[] {
  const folded: Open<T>[] = [];
  const byText = new Map<string, Open<T>>();
  for (const one of ranked) {
    const { text, path, startLine, endLine } = one.chunk;
    let group = byText.get(text);
    if (group === undefined && folded.length < limit) {
      const own = opened(one);
      group = folded.find((other) => isNear(own, other));
      byText.set(text, group ?? own);
      if (group === undefined) folded.push(own);
    }
    group?.alsoAt.push({ path, startLine, endLine });
  }
  return folded;
}
