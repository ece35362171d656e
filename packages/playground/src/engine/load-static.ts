import { readTokenTable, StaticBackend } from "@isovec/backends/static";
import type { TokenBackend } from "@isovec/core/browser";
import type { FetchedModel } from "../model/fetch-model.ts";
import { fetchVerified, type OnBytes } from "../model/fetch-verified.ts";

/**
 * The distilled table, of which Isovec's own engine makes vectors: no runtime besides.
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`
 */
export async function loadStatic({ card, weights }: FetchedModel, onBytes: OnBytes): Promise<TokenBackend> {
  const bytes = await fetchVerified(new URL(card.weightsFile), weights, (done) =>
    onBytes(done, weights.bytes),
  );
  return new StaticBackend(readTokenTable(bytes, card));
}
