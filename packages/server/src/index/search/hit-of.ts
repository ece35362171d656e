import type { IndexHit } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";

export function hitOf(chunk: ChunkRecord, score: number): IndexHit {
  const { path, startLine, endLine, language, text } = chunk;
  return { path, startLine, endLine, score, language, text };
}
