import { sha256 } from "../sha256.ts";
import { searchableWords } from "../words/split-identifiers.ts";
import { type Chunk, type ChunkKeys, embeddedText } from "./chunker.ts";

export function keysOf(chunk: Chunk): ChunkKeys {
  return chunk.keys ?? { words: searchableWords(chunk.text), sha256: sha256(embeddedText(chunk)) };
}
