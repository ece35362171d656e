import type { IndexHit, SimilarRequest } from "../code-index.ts";
import { allowedChunks } from "../query/allowed-chunks.ts";
import { scopeFilters } from "../query/search-scope.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { chunksByIds } from "./chunks-by-ids.ts";
import { foldAlike } from "./fold-alike.ts";
import { hitOf } from "./hit-of.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import type { SearchParts } from "./search-parts.ts";

/** A range may lie over several chunks, and all of them are nearer to it than anything else is. */
const own = 20;
/** What is like a piece of code is often there more than once, and counts once. */
const alikeAtMost = 2;

function overlaps(
  chunk: ChunkRecord,
  { path, startLine, endLine }: NonNullable<SimilarRequest["from"]>,
): boolean {
  return chunk.path === path && chunk.startLine <= endLine && chunk.endLine >= startLine;
}

/**
 * Chunks like a piece of code, itself left out. The score is the cosine.
 * @throws IsovecError `InputInvalid` for a scope that is none
 */
export async function similar(all: SearchParts, request: SimilarRequest): Promise<IndexHit[]> {
  const { text, from, limit, signal } = request;
  const allowed = await allowedChunks(all.store, all.overlay, [scopeFilters(request)], signal);
  const parts = { ...all, allowed };
  const count = limit * alikeAtMost + own;
  const nearest = await nearestChunks(parts, { text, role: "document", count, signal });
  const chunks = new Map(
    chunksByIds(
      parts,
      nearest.map(({ id }) => id),
    ).map((chunk) => [chunk.id, chunk]),
  );
  const others = nearest.flatMap(({ id, score }) => {
    const chunk = chunks.get(id);
    return chunk === undefined || (from !== undefined && overlaps(chunk, from)) ? [] : [{ chunk, score }];
  });
  return foldAlike(others, limit).map(({ best: { chunk, score }, alsoAt }) => hitOf(chunk, score, alsoAt));
}
