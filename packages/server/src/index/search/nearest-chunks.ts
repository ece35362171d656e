import { throwIfCancelled } from "@isovec/core";
import type { ChunkRecord } from "../store/chunk-records.ts";
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
): Promise<{ readonly chunk: ChunkRecord; readonly cosine: number }[]> {
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
  const hidden = overlay === undefined ? 0 : store.files.chunksOf(overlay.paths);
  const nearest = await source.nearest({
    query: vectors,
    count: count + hidden,
    allowed: allowed?.textIds,
    signal,
  });
  throwIfCancelled(signal);
  const typed = await overlay?.nearest(unit(vectors), signal);
  const cosines = new Map(nearest.map(({ id, score }) => [id, score]));
  return store.chunks
    .byTextIds(nearest.map(({ id }) => id))
    .filter(({ path }) => overlay?.paths.includes(path) !== true)
    .map((chunk) => ({ chunk, cosine: cosines.get(chunk.textId) ?? 0 }))
    .concat(typed ?? [])
    .filter(({ chunk }) => allowed?.ids.has(chunk.id) !== false)
    .sort((a, b) => b.cosine - a.cosine);
}
