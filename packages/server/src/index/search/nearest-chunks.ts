import { type Role, type TextEmbedder, throwIfCancelled } from "@isovec/core";
import type { OverlayView } from "../overlay/overlay-view.ts";
import type { AllowedChunks } from "../query/allowed-chunks.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { QuickTierParts } from "./quick-tier.ts";
import { normalize, type VectorMatrix } from "./vector-matrix.ts";

export interface SearchParts {
  readonly store: IndexStore;
  readonly matrix: VectorMatrix;
  readonly embedder: () => Promise<TextEmbedder>;
  /** The share of the chunks that have their vector, up to 1. */
  readonly embeddedShare: number;
  /** What answers for the chunks that have none yet; absent where there are none, or nothing does. */
  readonly quick?: QuickTierParts | undefined;
  /** What the client has typed and not saved; it stands in the place of the files. */
  readonly overlay?: OverlayView | undefined;
  /** What the question's filters leave; all where it has none. */
  readonly allowed?: AllowedChunks | undefined;
}

export interface NearestRequest {
  readonly text: string;
  readonly role: Role;
  readonly count: number;
  readonly signal: AbortSignal | undefined;
}

function unit(vector: Float32Array): Float32Array {
  const copy = vector.slice();
  normalize(copy);
  return copy;
}

/** The chunks whose vectors are nearest to a text's, by cosine, best first. Chunks without a vector are not among them. */
export async function nearestChunks(
  { store, matrix, embedder, overlay, allowed }: SearchParts,
  { text, role, count, signal }: NearestRequest,
): Promise<{ readonly chunk: ChunkRecord; readonly cosine: number }[]> {
  // Nothing to compare with: the engine need not even be loaded.
  if (!store.vectors.any()) return [];
  const engine = await embedder();
  throwIfCancelled(signal);
  const { vectors } = await engine.embed([text], {
    role,
    priority: "interactive",
    ...(signal !== undefined && { signal }),
  });
  await matrix.catchUp();
  throwIfCancelled(signal);
  const hidden = overlay === undefined ? 0 : store.files.chunksOf(overlay.paths);
  const nearest = await matrix.nearest(vectors, count + hidden, undefined, allowed?.textIds);
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
