import type { SharedTier } from "../vectors/shared-tier.ts";
import type { VectorStore } from "../vectors/vector-store.ts";
import { type EmbedMissingOptions, embedMissing } from "./embed-missing.ts";

export interface EmbedAllOptions extends Omit<EmbedMissingOptions, "beforeSlice" | "afterSlice"> {
  readonly hasMore: () => boolean;
  /** The look at the disk that is made beside the embedding. */
  readonly looking: () => Promise<void> | undefined;
  /** The vectors in the index's own database. */
  readonly here: VectorStore;
  readonly shared: SharedTier | undefined;
}

/**
 * Embeds what is missing, and what was found on the disk meanwhile. What a team's store has by now is taken from there,
 * and what was embedded here goes there after each slice.
 */
export async function embedAll({ looking, here, shared, ...options }: EmbedAllOptions): Promise<void> {
  const { signal, hasMore, onProgress } = options;
  let embedded = 0;
  do {
    const before = embedded;
    embedded += await embedMissing({
      ...options,
      beforeSlice: async (textIds) => shared?.take(here, signal, textIds),
      afterSlice: async () => shared?.give(signal),
      onProgress: (done) => onProgress(before + done),
    });
    await looking();
  } while (hasMore());
  await shared?.give(signal);
  shared?.prepare();
}
