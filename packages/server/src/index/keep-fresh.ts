import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import type { CodeIndex } from "./code-index.ts";

/** Milliseconds between two looks for changes that the folder's watch has not told of. */
const lookAgainAfterMs = 30_000;

/** Keeps the index in step with the folder until the signal fires. */
export async function keepFresh(
  index: CodeIndex,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  let changed = new AbortController();
  const unwatch = await index.watch(() => {
    changed.abort();
    // A refresh under way may take long.
    void index.lookAgain().catch(() => undefined);
  });
  while (!signal.aborted) {
    changed = new AbortController();
    await index.refresh({ signal }).catch((error) => {
      if (!(IsovecError.is(error) && error.name === "Cancelled")) onFailure(error);
    });
    // An abort ends the wait.
    const either = AbortSignal.any([signal, changed.signal]);
    await setTimeout(lookAgainAfterMs, undefined, { signal: either }).catch(() => undefined);
  }
  unwatch();
}
