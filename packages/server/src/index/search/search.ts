import { throwIfCancelled } from "@isovec/core";
import type { IndexHit, SearchRequest } from "../code-index.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { hitOf } from "./hit-of.ts";
import { lexicalQuery } from "./lexical-query.ts";
import { nearestChunks, type SearchParts } from "./nearest-chunks.ts";
import { rank } from "./rank.ts";
import { reciprocalRankFusion } from "./reciprocal-rank-fusion.ts";

/** Each list is longer than the answer, so that fusion and rules have something to choose from. */
function overFetch(limit: number): number {
  return Math.max(100, limit * 3);
}

function byWords({ store, overlay }: SearchParts, query: string, count: number): number[] {
  const match = lexicalQuery(query);
  if (match === undefined) return [];
  if (overlay === undefined) return store.words.best(match, count);
  return [...store.words.scored(match, count, overlay.paths), ...overlay.byWords(match, store)]
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ id }) => id);
}

async function byMeaning(parts: SearchParts, request: SearchRequest, count: number): Promise<number[]> {
  const { query, signal } = request;
  const nearest = await nearestChunks(parts, { text: query, role: "query", count, signal });
  return nearest.map(({ chunk }) => chunk.id);
}

/** Those of the index, and those that a client has typed. */
function chunksByIds({ store, overlay }: SearchParts, ids: readonly number[]): ChunkRecord[] {
  const typed = ids.flatMap((id) => overlay?.chunk(id) ?? []);
  return [...store.chunks.byIds(ids.filter((id) => id > 0)), ...typed];
}

/** Answers from what is stored now, complete or not. Reads nothing from the workspace. */
export async function search(parts: SearchParts, request: SearchRequest): Promise<IndexHit[]> {
  throwIfCancelled(request.signal);
  const { query, limit, mode } = request;
  const count = overFetch(limit);
  const lists: number[][] = [];
  if (mode !== "lexical") lists.push(await byMeaning(parts, request, count));
  if (mode !== "semantic") lists.push(byWords(parts, query, count));
  throwIfCancelled(request.signal);

  const fused = reciprocalRankFusion(lists);
  return rank(query, chunksByIds(parts, [...fused.keys()]), fused)
    .slice(0, limit)
    .map(({ chunk, score }) => hitOf(chunk, score));
}
