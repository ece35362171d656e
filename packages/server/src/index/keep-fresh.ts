import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import type { CodeIndex } from "./code-index.ts";

/** Milliseconds between two looks for changes on disk, where nobody says that a file has changed. */
const lookAgainAfterMs = 5_000;

/** Keeps the index in step with the folder until the signal fires. */
export async function keepFresh(
  index: CodeIndex,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await index.refresh({ signal }).catch((error) => {
      if (!(IsovecError.is(error) && error.name === "Cancelled")) onFailure(error);
    });
    // An abort ends the wait, and the loop with it.
    await setTimeout(lookAgainAfterMs, undefined, { signal }).catch(() => undefined);
  }
}
