import { type TextEmbedder, throwIfCancelled } from "@isovec/core";
import type { IndexHit, SearchRequest } from "../code-index.ts";
import type { IndexStore } from "../store/index-store.ts";
import { lexicalQuery } from "./lexical-query.ts";
import { rank } from "./rank.ts";
import { reciprocalRankFusion } from "./reciprocal-rank-fusion.ts";
import type { VectorMatrix } from "./vector-matrix.ts";

export interface SearchParts {
  readonly store: IndexStore;
  readonly matrix: VectorMatrix;
  readonly embedder: () => Promise<TextEmbedder>;
}

/** Each list is longer than the answer, so that fusion and rules have something to choose from. */
function overFetch(limit: number): number {
  return Math.max(100, limit * 3);
}

function byWords({ store }: SearchParts, query: string, count: number): number[] {
  const match = lexicalQuery(query);
  return match === undefined ? [] : store.words.best(match, count);
}

async function byMeaning(parts: SearchParts, request: SearchRequest, count: number): Promise<number[]> {
  const { store, matrix } = parts;
  // Nothing to compare with: the engine need not even be loaded.
  if (!store.vectors.any()) return [];
  const embedder = await parts.embedder();
  throwIfCancelled(request.signal);
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const { vectors } = await embedder.embed([request.query], { role: "query", ...signal });
  await matrix.catchUp();
  throwIfCancelled(request.signal);
  const nearest = await matrix.nearest(vectors, count);
  const rankOf = new Map(nearest.map(({ id }, index) => [id, index]));
  return store.chunks
    .byTextIds(nearest.map(({ id }) => id))
    .sort((a, b) => (rankOf.get(a.textId) ?? 0) - (rankOf.get(b.textId) ?? 0))
    .map(({ id }) => id);
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
  return rank(query, parts.store.chunks.byIds([...fused.keys()]), fused)
    .slice(0, limit)
    .map(({ chunk, score }) => ({
      path: chunk.path,
      startLine: chunk.startLine,
      endLine: chunk.endLine,
      score,
      language: chunk.language,
      text: chunk.text,
    }));
}
