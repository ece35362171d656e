import { IsovecError, throwIfCancelled } from "@isovec/core";
import type { Scored } from "./best-of.ts";
import type { NearestRequest, QuickTierParts, SearchParts } from "./search-parts.ts";

/** The chunks without the model's vector whose static vectors are nearest to a text's, by cosine, best first. */
export async function nearestByQuickTier(
  { store, matrix, overlay, allowed }: SearchParts,
  quick: QuickTierParts,
  { text, role, count, signal }: NearestRequest,
): Promise<Scored[]> {
  let query: Float32Array;
  try {
    const maker = await quick.embedder();
    const asked = { role, priority: "interactive", ...(signal !== undefined && { signal }) } as const;
    query = (await maker.embed([text], asked)).vectors;
  } catch (error) {
    if (IsovecError.is(error) && error.name === "Cancelled") throw error;
    // The other tiers answer without it, and whoever fills this one tells what is wrong.
    return [];
  }
  await matrix.catchUp();
  await quick.matrix.catchUp();
  throwIfCancelled(signal);
  const hidden = new Set(overlay === undefined ? [] : store.chunks.idsOfFiles(overlay.paths));
  const nearest = await quick.matrix.nearest(query, count + hidden.size, matrix, allowed?.textIds);
  const cosines = new Map(nearest.map(({ id, score }) => [id, score]));
  return store.chunks
    .idsOfTexts(nearest.map(({ id }) => id))
    .filter(({ id }) => !hidden.has(id))
    .filter(({ id }) => allowed?.ids.has(id) !== false)
    .map(({ id, textId }) => ({ id, score: cosines.get(textId) ?? 0 }))
    .sort((a, b) => b.score - a.score);
}
