import { identifiersOf } from "../index/words/split-identifiers.ts";
import type { Rows } from "./principal-components.ts";

/** Wide enough that two frequent words seldom share a place. */
const width = 256;

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * A vector a text from its words alone, for chunks that no model has read: each word a place and a sign by its hash,
 * weighed by how rare it is among the texts (K. Weinberger et al., "Feature Hashing", 2009).
 */
export function wordVectors(texts: readonly string[]): Rows {
  const words = texts.map((text) => new Set(identifiersOf(text).flatMap(({ parts }) => parts)));
  const texted = new Map<string, number>();
  for (const set of words) for (const word of set) texted.set(word, (texted.get(word) ?? 0) + 1);
  const values = new Float32Array(texts.length * width);
  for (const [row, set] of words.entries()) {
    const own = values.subarray(row * width, (row + 1) * width);
    for (const word of set) {
      const hash = hashOf(word);
      const weight = Math.log(texts.length / (texted.get(word) ?? 1));
      const at = hash % width;
      own[at] = (own[at] as number) + ((hash >>> 16) & 1 ? weight : -weight);
    }
    const length = Math.hypot(...own);
    if (length > 0) for (let at = 0; at < width; at++) own[at] = (own[at] as number) / length;
  }
  return { count: texts.length, width, values };
}
