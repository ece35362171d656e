import { throwIfCancelled } from "@isovec/core";
import type { Scored } from "./best-of.ts";
import type { NearestRequest, SearchParts } from "./search-parts.ts";
import { normalize } from "./vector-matrix.ts";

function unit(vector: Float32Array): Float32Array {
  const copy = vector.slice();
  normalize(copy);
  return copy;
}

/** The chunks whose vectors are nearest to a text's, by cosine, best first. Chunks without a vector are not among them. */
export async function nearestChunks(
  { store, vectors: source, embedder, overlay, allowed }: SearchParts,
  { text, role, count, signal }: NearestRequest,
): Promise<Scored[]> {
  // Nothing to compare with: the engine need not even be loaded.
  if (!source.any()) return [];
  const engine = await embedder();
  throwIfCancelled(signal);
  const { vectors } = await engine.embed([text], {
    role,
    priority: "interactive",
    ...(signal !== undefined && { signal }),
  });
  throwIfCancelled(signal);
  const hidden = new Set(overlay === undefined ? [] : store.chunks.idsOfFiles(overlay.paths));
  const nearest = await source.nearest({
    query: vectors,
    count: count + hidden.size,
    allowed: allowed?.textIds,
    signal,
  });
  throwIfCancelled(signal);
  const typed = await overlay?.nearest(unit(vectors), signal);
  const cosines = new Map(nearest.map(({ id, score }) => [id, score]));
  return store.chunks
    .idsOfTexts(nearest.map(({ id }) => id))
    .filter(({ id }) => !hidden.has(id))
    .map(({ id, textId }) => ({ id, score: cosines.get(textId) ?? 0 }))
    .concat(typed?.map(({ chunk, cosine }) => ({ id: chunk.id, score: cosine })) ?? [])
    .filter(({ id }) => allowed?.ids.has(id) !== false)
    .sort((a, b) => b.score - a.score);
}
