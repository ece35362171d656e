import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { OverlayView } from "../overlay/overlay-view.ts";
import type { IndexStore } from "../store/index-store.ts";
import { FilterGroups } from "./matches-filters.ts";
import type { Filter } from "./parse-query.ts";

/** The chunks that a question's filters leave. */
export interface AllowedChunks {
  readonly ids: ReadonlySet<number>;
  readonly textIds: ReadonlySet<number>;
}

const pageSize = 2_000;

/**
 * Goes through all chunks in slices; texts are read only of those that the path and the names let through.
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
  const slice = new TimeSlice();
  const ids = new Set<number>();
  const textIds = new Set<number>();
  for (let last = 0; ; ) {
    const page = store.chunks.placesAfter(last, pageSize);
    if (page.length === 0) break;
    last = page.at(-1)?.id ?? last;
    let kept = page.filter(
      (place) => overlay?.paths.includes(place.path) !== true && filters.passPlace(place),
    );
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
  for (const chunk of overlay?.chunks ?? []) {
    if (filters.passPlace(chunk) && filters.passText(chunk.text)) ids.add(chunk.id);
  }
  return { ids, textIds };
}
