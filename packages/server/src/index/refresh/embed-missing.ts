import { setTimeout } from "node:timers/promises";
import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import { embeddedText } from "../chunk/chunker.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { VectorMaker } from "../vector-maker.ts";
import type { Courtesy } from "./courtesy.ts";
import { EmbeddingQueue, type WaitingText } from "./embedding-queue.ts";
import { SliceSize } from "./slice-size.ts";
import type { UseOrder } from "./use-order.ts";

export interface EmbedMissingOptions {
  readonly store: IndexStore;
  readonly embedder: () => Promise<VectorMaker>;
  readonly signal: AbortSignal;
  /** Which files come first. */
  readonly order: UseOrder;
  /** When to step back; left out for work that is over in seconds. */
  readonly courtesy?: Courtesy;
  /** Whether texts may have come since it was last asked. */
  readonly hasMore?: () => boolean;
  /** Told which texts are next; some of them may have their vector from elsewhere when it returns. */
  readonly beforeSlice?: (textIds: readonly number[]) => Promise<void>;
  /** Told when what was embedded is kept. */
  readonly afterSlice?: () => Promise<void>;
  /** Told how many chunks got their vector in this run, by this process. */
  readonly onProgress: (embedded: number) => void;
}

/** How often to look whether another process has finished its part. */
const pollMs = 100;
const chunksAtOnce = 5_000;

/** Texts without a vector, each once. */
async function missingTexts({ store, order }: EmbedMissingOptions): Promise<EmbeddingQueue> {
  const texts = new Map<number, WaitingText>();
  const slice = new TimeSlice();
  for (let after = 0; ; after += chunksAtOnce) {
    const rows = store.vectors.missing(after, chunksAtOnce);
    if (rows === undefined) break;
    for (const row of rows) {
      const seen = texts.get(row.textId);
      const newest = seen === undefined || row.modifiedMs > seen.modifiedMs ? row : seen;
      const { textId, path, modifiedMs } = newest;
      const [chunkId, chunks] = [seen?.chunkId ?? row.chunkId, (seen?.chunks ?? 0) + 1];
      texts.set(textId, { textId, path, modifiedMs, chunkId, chunks });
    }
    await slice.rest();
  }
  return new EmbeddingQueue(texts.values(), order);
}

/** Takes the next texts that nobody has embedded or is embedding. */
function claimNext(store: IndexStore, queue: EmbeddingQueue, size: number): Promise<WaitingText[]> {
  return store.connection.write(() => {
    const others = store.claims.ofOthers();
    const taken: WaitingText[] = [];
    while (taken.length < size) {
      const next = queue.next();
      if (next === undefined) break;
      if (!others.has(next.textId) && !store.vectors.has(next.textId)) taken.push(next);
    }
    store.claims.take(taken.map(({ textId }) => textId));
    return taken;
  });
}

async function embedSlice(
  { store, signal }: EmbedMissingOptions,
  embedder: VectorMaker,
  wanted: readonly number[],
): Promise<void> {
  const parts = store.chunks.embeddedParts(wanted);
  if (parts.size === 0) return;
  const textIds = [...parts.keys()];
  const texts = [...parts.values()].map(embeddedText);
  const { vectors, dimensions } = await embedder.embed(texts, { role: "document", signal });
  if (dimensions !== store.vectors.dimensions) {
    throw new IsovecError(
      "VectorSpaceMismatch",
      `The engine gave vectors of ${dimensions} dimensions, the index keeps ${store.vectors.dimensions}.`,
    );
  }
  await store.connection.write(() => {
    textIds.forEach((textId, row) => {
      store.vectors.put(textId, vectors.subarray(row * dimensions, (row + 1) * dimensions));
    });
    store.settings.countChange("vectors");
  });
}

/**
 * Embeds every text that has no vector, slice by slice, each kept as soon as it is there: a process killed at any
 * moment loses the slice in flight. What another process is embedding is waited for, and done here if it fails.
 * @returns how many chunks got their vector from this process
 */
export async function embedMissing(options: EmbedMissingOptions): Promise<number> {
  const { store, signal, onProgress } = options;
  const size = new SliceSize();
  let embedded = 0;
  for (;;) {
    const queue = await missingTexts(options);
    if (queue.size === 0) return embedded;
    throwIfCancelled(signal);
    // Loading an engine takes time, so it comes before the claim.
    const embedder = await options.embedder();
    let claimed = await claimNext(store, queue, size.texts);
    if (claimed.length === 0) await setTimeout(pollMs);
    for (; claimed.length > 0; claimed = await claimNext(store, queue, size.texts)) {
      const textIds = claimed.map(({ textId }) => textId);
      let since = performance.now();
      let wanted = claimed;
      try {
        throwIfCancelled(signal);
        if (options.beforeSlice !== undefined) {
          await options.beforeSlice(textIds);
          wanted = claimed.filter(({ textId }) => !store.vectors.has(textId));
        }
        since = performance.now();
        await embedSlice(
          options,
          embedder,
          wanted.map(({ textId }) => textId),
        );
      } finally {
        await store.connection.write(() => store.claims.release(textIds));
      }
      const tookMs = performance.now() - since;
      if (wanted.length === claimed.length) size.took(tookMs);
      for (const { chunks } of wanted) embedded += chunks;
      await options.afterSlice?.();
      onProgress(embedded);
      if (options.hasMore?.() === true) break;
      const restMs = options.courtesy?.restMs(tookMs) ?? 0;
      // A cancellation ends the rest; it is heeded before the next texts.
      if (restMs > 0) await setTimeout(restMs, undefined, { signal }).catch(() => undefined);
    }
    throwIfCancelled(signal);
  }
}
