import { breathe, IsovecError, throwIfCancelled } from "@isovec/core";
import type { IndexHit, SearchRequest } from "../code-index.ts";
import { allowedChunks } from "../query/allowed-chunks.ts";
import { parseQuery } from "../query/parse-query.ts";
import { scopeFilters } from "../query/search-scope.ts";
import { chunksByIds } from "./chunks-by-ids.ts";
import { type Folded, foldAlike } from "./fold-alike.ts";
import { explainedHit } from "./hit-of.ts";
import { lexicalQuery } from "./lexical-query.ts";
import { nearestChunks } from "./nearest-chunks.ts";
import { nearestByQuickTier } from "./quick-tier.ts";
import { type RankedChunk, rank } from "./rank.ts";
import { reranked } from "./reranker.ts";
import { fuse, type Ranking } from "./score-fusion.ts";
import type { SearchParts } from "./search-parts.ts";

/** More candidates than the answer has hits, so that fusion and rules have something to choose from. */
function candidatesFor(limit: number): number {
  return Math.max(100, limit * 3);
}

/** A list goes on behind its candidates, so that a score is told by what is worth little. */
const depthFor = (candidates: number): number => candidates * 2;

function byWords({ store, overlay, allowed }: SearchParts, query: string, depth: number): Ranking {
  const { chunkGeneration } = store.settings;
  const match = lexicalQuery(query, (phrase) => store.words.isEverywhere(phrase, chunkGeneration));
  if (match === undefined) return { tier: "lexical", found: [] };
  const typed = overlay?.byWords(match, store).filter(({ id }) => allowed?.ids.has(id) !== false) ?? [];
  const found = [...store.words.scored(match, depth, overlay?.paths, allowed?.ids), ...typed]
    .sort((a, b) => b.score - a.score)
    .slice(0, depth);
  // What is not in a list that has an end has none of the words.
  return { tier: "lexical", found, ...(found.length < depth && { floor: 0 }) };
}

/** The chunks that have the model's vector, and those that only have the static model's. */
async function byMeaning(parts: SearchParts, request: SearchRequest, depth: number): Promise<Ranking[]> {
  const { query, signal } = request;
  const asked = { text: query, role: "query", count: depth, signal } as const;
  const { quick, embeddedShare } = parts;
  const [byModel, byStaticModel] = await Promise.all([
    nearestChunks(parts, asked),
    quick === undefined ? [] : nearestByQuickTier(parts, quick, asked),
  ]);
  const ranked: Ranking = { tier: "model", found: byModel, share: embeddedShare };
  if (quick === undefined) return [ranked];
  return [ranked, { tier: "static", found: byStaticModel, share: quick.share }];
}

/** An engine that fails takes the vectors' part of an answer with it, and not the words'. */
async function byMeaningIfItCan(
  parts: SearchParts,
  request: SearchRequest,
  depth: number,
): Promise<Ranking[]> {
  try {
    return await byMeaning(parts, request, depth);
  } catch (error) {
    throwIfCancelled(request.signal);
    if (IsovecError.is(error) && error.name === "Cancelled") throw error;
    if (request.onDegraded === undefined) throw error;
    request.onDegraded(error);
    return [];
  }
}

async function rankingsOf(parts: SearchParts, request: SearchRequest, depth: number): Promise<Ranking[]> {
  const { query, mode } = request;
  if (query === "") return [asItStands([...(parts.allowed?.ids ?? [])].slice(0, depth))];
  if (mode === "lexical") return [byWords(parts, query, depth)];
  if (mode === "semantic") return byMeaning(parts, request, depth);
  const [meaning, words] = await Promise.all([
    byMeaningIfItCan(parts, request, depth),
    // The engines are asked first: they compute meanwhile.
    breathe().then(() => byWords(parts, query, depth)),
  ]);
  return [...meaning, words];
}

/** What filters alone leave, in the order of the index. */
function asItStands(ids: readonly number[]): Ranking {
  return { tier: "lexical", found: ids.map((id, at) => ({ id, score: ids.length - at })) };
}

/** What a reranker fails by is a notice: the order that there is without it is an answer too. */
async function rerankedIfItCan(
  { reranker, onNotice }: SearchParts,
  { query, mode, limit, signal }: SearchRequest,
  ranked: readonly RankedChunk[],
): Promise<Folded<RankedChunk>[]> {
  if (reranker === undefined || mode === "lexical" || query === "") return foldAlike(ranked, limit);
  const found = foldAlike(ranked, Math.max(limit, reranker.hits));
  try {
    return await reranked(found, query, reranker, signal);
  } catch (error) {
    throwIfCancelled(signal);
    if (!IsovecError.is(error)) throw error;
    const why = [error.message, error.remedy].filter(Boolean).join(" ");
    onNotice?.(`Hits are not put in order by the reranker: ${why}`);
    return found;
  }
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
  const candidates = candidatesFor(limit);
  const rankings = await rankingsOf(parts, { ...request, query }, depthFor(candidates));
  throwIfCancelled(signal);

  const fused = fuse(rankings, candidates);
  const history = request.history ?? parts.history;
  const said = request.mode === "hybrid" ? history?.saidOf(query) : undefined;
  const ranked = rank(query, chunksByIds(parts, [...fused.keys()]), fused, said);
  const found = await rerankedIfItCan(parts, { ...request, query }, ranked);
  return found.slice(0, limit).map(({ best, alsoAt }) => explainedHit(best, alsoAt, rankings));
}
