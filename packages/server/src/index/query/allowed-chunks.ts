import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { OverlayView } from "../overlay/overlay-view.ts";
import type { IndexStore } from "../store/index-store.ts";
import { placeMatches, splitFilters, textMatches } from "./matches-filters.ts";
import type { Filter } from "./parse-query.ts";

/** The chunks that a question's filters leave. */
export interface AllowedChunks {
  readonly ids: ReadonlySet<number>;
  readonly textIds: ReadonlySet<number>;
}

const pageSize = 2_000;

/** Goes through all chunks in slices; texts are read only of those that the path and the names let through. */
export async function allowedChunks(
  store: IndexStore,
  overlay: OverlayView | undefined,
  filters: readonly Filter[],
  signal: AbortSignal | undefined,
): Promise<AllowedChunks> {
  const { ofPlace, ofText } = splitFilters(filters);
  const slice = new TimeSlice();
  const ids = new Set<number>();
  const textIds = new Set<number>();
  for (let last = 0; ; ) {
    const page = store.chunks.placesAfter(last, pageSize);
    if (page.length === 0) break;
    last = page.at(-1)?.id ?? last;
    let kept = page.filter(
      (place) => overlay?.paths.includes(place.path) !== true && placeMatches(place, ofPlace),
    );
    if (ofText.length > 0 && kept.length > 0) {
      const texts = store.chunks.byIds(kept.map(({ id }) => id));
      kept = texts.filter(({ text }) => textMatches(text, ofText));
    }
    for (const { id, textId } of kept) {
      ids.add(id);
      textIds.add(textId);
    }
    await slice.rest();
    throwIfCancelled(signal);
  }
  for (const chunk of overlay?.chunks ?? []) {
    if (placeMatches(chunk, ofPlace) && textMatches(chunk.text, ofText)) ids.add(chunk.id);
  }
  return { ids, textIds };
}
