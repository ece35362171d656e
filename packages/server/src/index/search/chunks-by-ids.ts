import type { ChunkRecord } from "../store/chunk-records.ts";
import type { SearchParts } from "./search-parts.ts";

/** Those of the index, and those that a client has typed. */
export function chunksByIds(
  { store, overlay }: Pick<SearchParts, "store" | "overlay">,
  ids: readonly number[],
): ChunkRecord[] {
  const typed = ids.flatMap((id) => overlay?.chunk(id) ?? []);
  return [...store.chunks.byIds(ids.filter((id) => id > 0)), ...typed];
}
