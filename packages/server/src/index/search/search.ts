import { IsovecError, throwIfCancelled } from "@isovec/core";
import type { IndexHit, SearchRequest } from "../code-index.ts";
import { allowedChunks } from "../query/allowed-chunks.ts";
import { parseQuery } from "../query/parse-query.ts";
import { scopeFilters } from "../query/search-scope.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { foldAlike } from "./fold-alike.ts";
import { explainedHit } from "./hit-of.ts";
import { lexicalQuery } from "./lexical-query.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import { nearestByQuickTier } from "./quick-tier.ts";
import { rank } from "./rank.ts";
import { type Ranking, reciprocalRankFusion } from "./reciprocal-rank-fusion.ts";
import type { SearchParts } from "./search-parts.ts";

/** Each list is longer than the answer, so that fusion and rules have something to choose from. */
function overFetch(limit: number): number {
  return Math.max(100, limit * 3);
}

function byWords({ store, overlay, allowed }: SearchParts, query: string, count: number): number[] {
  const match = lexicalQuery(query);
  if (match === undefined) return [];
  if (overlay === undefined && allowed === undefined) return store.words.best(match, count);
  const typed = overlay?.byWords(match, store).filter(({ id }) => allowed?.ids.has(id) !== false) ?? [];
  return [...store.words.scored(match, count, overlay?.paths, allowed?.ids), ...typed]
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ id }) => id);
}

/** The chunks that have the model's vector, and those that only have the static model's. */
async function byMeaning(parts: SearchParts, request: SearchRequest, count: number): Promise<Ranking[]> {
  const { query, signal } = request;
  const asked = { text: query, role: "query", count, signal } as const;
  const idsOf = (nearest: Awaited<ReturnType<typeof nearestChunks>>) => nearest.map(({ chunk }) => chunk.id);
  const ranked: Ranking[] = [
    { tier: "model", ids: idsOf(await nearestChunks(parts, asked)), share: parts.embeddedShare },
  ];
  if (parts.quick === undefined) return ranked;
  const ids = idsOf(await nearestByQuickTier(parts, parts.quick, asked));
  return [...ranked, { tier: "static", ids, share: parts.quick.share }];
}

/** An engine that fails takes the vectors' part of an answer with it, and not the words'. */
async function byMeaningIfItCan(
  parts: SearchParts,
  request: SearchRequest,
  count: number,
): Promise<Ranking[]> {
  try {
    return await byMeaning(parts, request, count);
  } catch (error) {
    throwIfCancelled(request.signal);
    if (IsovecError.is(error) && error.name === "Cancelled") throw error;
    if (request.onDegraded === undefined) throw error;
    request.onDegraded(error);
    return [];
  }
}

/** Those of the index, and those that a client has typed. */
function chunksByIds({ store, overlay }: SearchParts, ids: readonly number[]): ChunkRecord[] {
  const typed = ids.flatMap((id) => overlay?.chunk(id) ?? []);
  return [...store.chunks.byIds(ids.filter((id) => id > 0)), ...typed];
}

async function rankingsOf(parts: SearchParts, request: SearchRequest, count: number): Promise<Ranking[]> {
  const { query, mode } = request;
  // Filters alone: what they leave, as it stands in the index.
  if (query === "") return [{ tier: "lexical", ids: [...(parts.allowed?.ids ?? [])].slice(0, count) }];
  const rankings: Ranking[] = [];
  if (mode === "semantic") rankings.push(...(await byMeaning(parts, request, count)));
  if (mode === "hybrid") rankings.push(...(await byMeaningIfItCan(parts, request, count)));
  if (mode !== "semantic") rankings.push({ tier: "lexical", ids: byWords(parts, query, count) });
  return rankings;
}

/**
 * Answers from what is stored now, complete or not. Reads nothing from the workspace.
 * @throws IsovecError `InputInvalid` for a filter that is none
 */
export async function search(all: SearchParts, request: SearchRequest): Promise<IndexHit[]> {
  throwIfCancelled(request.signal);
  const { limit, signal } = request;
  const { text: query, filters } = parseQuery(request.query);
  const groups = [filters, scopeFilters(request)];
  const allowed = await allowedChunks(all.store, all.overlay, groups, signal);
  const parts = { ...all, allowed };
  const rankings = await rankingsOf(parts, { ...request, query }, overFetch(limit));
  throwIfCancelled(signal);

  const fused = reciprocalRankFusion(rankings);
  const ranked = rank(query, chunksByIds(parts, [...fused.keys()]), fused);
  return foldAlike(ranked, limit).map(({ best, alsoAt }) => explainedHit(best, alsoAt, rankings));
}
