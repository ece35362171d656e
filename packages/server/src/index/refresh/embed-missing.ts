import { setTimeout } from "node:timers/promises";
import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import { embeddedText } from "../chunk/chunker.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { VectorMaker } from "../vector-maker.ts";
import { SliceSize } from "./slice-size.ts";

export interface EmbedMissingOptions {
  readonly store: IndexStore;
  readonly embedder: () => Promise<VectorMaker>;
  readonly signal: AbortSignal;
  /** Told how many chunks got their vector in this run, by this process. */
  readonly onProgress: (embedded: number) => void;
}

/** How often to look whether another process has finished its part. */
const pollMs = 100;
const chunksAtOnce = 5_000;

/** Texts without a vector and how many chunks have each; the most recently changed files first. */
async function missingTexts(store: IndexStore): Promise<Map<number, number>> {
  const texts = new Map<number, { chunks: number; modifiedMs: number; chunkId: number }>();
  const slice = new TimeSlice();
  for (let after = 0; ; after += chunksAtOnce) {
    const rows = store.vectors.missing(after, chunksAtOnce);
    if (rows === undefined) break;
    for (const { textId, chunkId, modifiedMs } of rows) {
      const seen = texts.get(textId);
      texts.set(textId, {
        chunks: (seen?.chunks ?? 0) + 1,
        modifiedMs: Math.max(seen?.modifiedMs ?? 0, modifiedMs),
        chunkId: seen?.chunkId ?? chunkId,
      });
    }
    await slice.rest();
  }
  return new Map(
    [...texts]
      .sort(([, a], [, b]) => b.modifiedMs - a.modifiedMs || a.chunkId - b.chunkId)
      .map(([textId, { chunks }]) => [textId, chunks]),
  );
}

/** Takes the next texts that nobody has embedded or is embedding. */
function claimNext(store: IndexStore, queue: Iterator<number>, size: number): Promise<number[]> {
  return store.connection.write(() => {
    const others = store.claims.ofOthers();
    const taken: number[] = [];
    while (taken.length < size) {
      const next = queue.next();
      if (next.done) break;
      if (!others.has(next.value) && !store.vectors.has(next.value)) taken.push(next.value);
    }
    store.claims.take(taken);
    return taken;
  });
}

async function embedSlice(
  { store, signal }: EmbedMissingOptions,
  embedder: VectorMaker,
  claimed: readonly number[],
): Promise<void> {
  const parts = store.chunks.embeddedParts(claimed);
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
    store.claims.release(claimed);
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
    const missing = await missingTexts(store);
    if (missing.size === 0) return embedded;
    throwIfCancelled(signal);
    // Loading an engine takes time, so it comes before the claim.
    const embedder = await options.embedder();
    const queue = missing.keys();
    let claimed = await claimNext(store, queue, size.texts);
    if (claimed.length === 0) await setTimeout(pollMs);
    for (; claimed.length > 0; claimed = await claimNext(store, queue, size.texts)) {
      const since = performance.now();
      try {
        throwIfCancelled(signal);
        await embedSlice(options, embedder, claimed);
      } catch (error) {
        await store.connection.write(() => store.claims.release(claimed));
        throw error;
      }
      size.took(performance.now() - since);
      for (const textId of claimed) embedded += missing.get(textId) ?? 0;
      onProgress(embedded);
    }
    throwIfCancelled(signal);
  }
}
