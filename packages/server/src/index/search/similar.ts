import type { IndexHit, SimilarRequest } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { hitOf } from "./hit-of.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import type { SearchParts } from "./search-parts.ts";

/** A range may lie over several chunks, and all of them are nearer to it than anything else is. */
const own = 20;

function overlaps(
  chunk: ChunkRecord,
  { path, startLine, endLine }: NonNullable<SimilarRequest["from"]>,
): boolean {
  return chunk.path === path && chunk.startLine <= endLine && chunk.endLine >= startLine;
}

/** Chunks like a piece of code, itself left out. The score is the cosine. */
export async function similar(parts: SearchParts, request: SimilarRequest): Promise<IndexHit[]> {
  const { text, from, limit, signal } = request;
  const nearest = await nearestChunks(parts, { text, role: "document", count: limit + own, signal });
  return nearest
    .filter(({ chunk }) => from === undefined || !overlaps(chunk, from))
    .slice(0, limit)
    .map(({ chunk, cosine }) => hitOf(chunk, cosine));
}
