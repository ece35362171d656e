import { throwIfCancelled } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import type { ContentVectors } from "./postgres/content-vectors.ts";
import type { SharedMarks } from "./shared-marks.ts";

/** An administrator may drop what nobody has used for longer than that, thrice over (docs/scale.md). */
const dueDays = 30;
const dayMs = 24 * 3600_000;
const textsAtOnce = 1_024;

export interface VerifyMarksParts {
  readonly store: IndexStore;
  readonly marks: SharedMarks;
  readonly content: ContentVectors;
  readonly signal: AbortSignal;
}

/** Once a month: forgets marks of what the store no longer has, and tells the store what is still used. */
export async function compareWithStore({ store, marks, content, signal }: VerifyMarksParts): Promise<void> {
  const nowMs = Date.now();
  if (nowMs - marks.verifiedMs < dueDays * dayMs) return;
  // A replica answers while nothing can be written; what is used is told next month then.
  const canTouch = await content.mayWrite().catch(() => false);
  for (let after = 0; ; ) {
    throwIfCancelled(signal);
    const page = marks.records.usedHashes(after, textsAtOnce);
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
    const hashes = store.texts.hashesOf(page.map(({ id }) => id));
    const there = await content.which([...hashes.values()], signal);
    await marks.remove([...hashes].filter(([, hash]) => !there.has(hash)).map(([id]) => id));
    if (canTouch) await content.touch([...there], dueDays, signal);
  }
  await marks.noteVerified(nowMs);
}
