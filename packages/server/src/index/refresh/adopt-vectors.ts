import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import { openSiblings, type Sibling } from "../store/siblings.ts";
import type { HashedText } from "../store/vector-records.ts";

export interface AdoptOptions {
  readonly store: IndexStore;
  readonly signal: AbortSignal;
}

/** So many of the missing texts tell whether an index of another folder holds the same code. */
const samples = 128;
const textsAtOnce = 256;

type Missing = HashedText[];

async function missingTexts({ store, signal }: AdoptOptions): Promise<Missing> {
  const missing: Missing = [];
  const slice = new TimeSlice();
  for (let after = 0; ; ) {
    throwIfCancelled(signal);
    const page = store.vectors.missingHashes(after, 4_096);
    missing.push(...page);
    const last = page.at(-1);
    if (last === undefined) return missing;
    after = last.id;
    await slice.rest();
  }
}

/** Texts from everywhere, since a branch may differ in one folder only. */
function sample(missing: Missing): Missing {
  const step = Math.max(1, Math.floor(missing.length / samples));
  return missing.filter((_, index) => index % step === 0);
}

async function adoptFrom(
  sibling: Sibling,
  missing: Missing,
  { store, signal }: AdoptOptions,
): Promise<Missing> {
  const left: Missing = [];
  for (let first = 0; first < missing.length; first += textsAtOnce) {
    throwIfCancelled(signal);
    const page = missing.slice(first, first + textsAtOnce);
    const found = sibling.vectorsOf(page.map(({ sha256 }) => sha256));
    if (found.length > 0) {
      await store.connection.write(() => {
        for (const { sha256, vector } of found) store.vectors.adopt(sha256, vector);
        store.settings.countChange("vectors");
      });
    }
    const known = new Set(found.map(({ sha256 }) => Buffer.from(sha256).toString("hex")));
    left.push(...page.filter(({ sha256 }) => !known.has(Buffer.from(sha256).toString("hex"))));
  }
  return left;
}

/**
 * Takes vectors of the same texts from the indexes of other folders: a second clone, a work tree or a copy embeds only
 * what is new in it. An index that cannot be read has nothing to give.
 * @throws IsovecError `Cancelled`
 */
export async function adoptVectors(options: AdoptOptions): Promise<void> {
  const { store } = options;
  let missing = await missingTexts(options);
  if (missing.length === 0) return;
  for (const sibling of openSiblings(store)) {
    try {
      const hashes = sample(missing).map(({ sha256 }) => sha256);
      if (sibling.vectorsOf(hashes).length > 0) missing = await adoptFrom(sibling, missing, options);
    } finally {
      sibling.close();
    }
    if (missing.length === 0) return;
  }
}
