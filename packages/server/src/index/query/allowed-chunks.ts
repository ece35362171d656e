import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { OverlayView } from "../overlay/overlay-view.ts";
import type { IndexStore } from "../store/index-store.ts";
import { FilterGroups } from "./matches-filters.ts";
import { type Filter, filterKey } from "./parse-query.ts";

/** The chunks that a question's filters leave. */
export interface AllowedChunks {
  readonly ids: ReadonlySet<number>;
  readonly textIds: ReadonlySet<number>;
}

/** So few that others have their turn between them, texts and expressions included. */
const pageSize = 500;

interface Remembered {
  readonly generation: number;
  readonly key: string;
  readonly allowed: AllowedChunks;
}

/** Who types a question asks with the same filters at every key. */
const remembered = new WeakMap<IndexStore, Remembered>();

/** Goes through all chunks in slices; texts are read only of those that the path and the names let through. */
async function storedChunks(
  store: IndexStore,
  hidden: ReadonlySet<string>,
  filters: FilterGroups,
  signal: AbortSignal | undefined,
): Promise<AllowedChunks> {
  const slice = new TimeSlice();
  const ids = new Set<number>();
  const textIds = new Set<number>();
  for (let last = 0; ; ) {
    const page = store.chunks.placesAfter(last, pageSize);
    if (page.length === 0) return { ids, textIds };
    last = page.at(-1)?.id ?? last;
    let kept = page.filter((place) => !hidden.has(place.path) && filters.passPlace(place));
    if (filters.needText && kept.length > 0) {
      const texts = store.chunks.byIds(kept.map(({ id }) => id));
      kept = texts.filter(({ text }) => filters.passText(text));
    }
    for (const { id, textId } of kept) {
      ids.add(id);
      textIds.add(textId);
    }
    await slice.rest();
    throwIfCancelled(signal);
  }
}

/**
 * @param groups a chunk has to pass each of them by itself
 * @returns undefined where there is no filter
 */
export async function allowedChunks(
  store: IndexStore,
  overlay: OverlayView | undefined,
  groups: readonly (readonly Filter[])[],
  signal: AbortSignal | undefined,
): Promise<AllowedChunks | undefined> {
  if (groups.every((group) => group.length === 0)) return undefined;
  const filters = new FilterGroups(groups);
  const hidden = overlay?.paths ?? [];
  const generation = store.settings.chunkGeneration;
  const key = JSON.stringify([hidden, groups.map((group) => group.map(filterKey))]);
  const before = remembered.get(store);
  let allowed = before?.generation === generation && before.key === key ? before.allowed : undefined;
  if (allowed === undefined) {
    allowed = await storedChunks(store, new Set(hidden), filters, signal);
    remembered.set(store, { generation, key, allowed });
  }
  const typed = (overlay?.chunks ?? []).filter(
    (chunk) => filters.passPlace(chunk) && filters.passText(chunk.text),
  );
  if (typed.length === 0) return allowed;
  return { ids: new Set([...allowed.ids, ...typed.map(({ id }) => id)]), textIds: allowed.textIds };
}
