import { TimeSlice } from "@isovec/core";
import type { IndexStore } from "./index-store.ts";
import { dropUnused, pruneTexts } from "./prune.ts";

const defaultLimitBytes = 4_096 * 1e6;

const dayMs = 24 * 3600_000;
/** A model that nobody has gone back to for so long is computed again when somebody does. */
const keptMs = 30 * dayMs;
/** Another process may be using a space that was used so lately. */
const inUseMs = dayMs;
const rowsAtOnce = 1_000;

interface SpaceUse {
  readonly id: number;
  readonly usedMs: number;
}

const stamp = (spaceId: number): string => `space ${spaceId} used`;

/** Bytes that hold something: a database keeps the pages that were given up, for what comes next. */
export function liveBytes({ connection }: Pick<IndexStore, "connection">): number {
  const pragma = (name: string): number =>
    connection.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

/** Notes which spaces are used, once a day; one that was never noted counts as used now. */
async function noteUse(
  { connection, settings }: IndexStore,
  own: GarbageOptions["ownSpaces"],
  nowMs: number,
) {
  const spaces = connection.all<{ id: number }>("SELECT id FROM spaces").map(({ id }) => {
    const usedMs = Number(settings.get(stamp(id)) ?? 0);
    const isDue = usedMs === 0 || (own.includes(id) && nowMs - usedMs > dayMs);
    return { id, usedMs: isDue ? nowMs : usedMs, isDue };
  });
  if (spaces.some(({ isDue }) => isDue)) {
    await connection.write(() => {
      for (const { id, isDue } of spaces) if (isDue) settings.set(stamp(id), nowMs);
    });
  }
  return spaces.filter(({ id }) => !own.includes(id));
}

async function dropSpace({ connection }: IndexStore, { id }: SpaceUse): Promise<void> {
  const slice = new TimeSlice();
  for (let dropped = -1; dropped !== 0; ) {
    await slice.rest();
    dropped = await connection.write(() =>
      connection.run(
        "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors WHERE space_id = ? LIMIT ?)",
        ...[id, rowsAtOnce],
      ),
    );
  }
}

export interface GarbageOptions {
  readonly nowMs: number;
  /** What the database may hold, 4,096 MB by default. What is used now is kept even where it is more. */
  readonly limitBytes?: number | undefined;
  /** Ids of the spaces that this process works in. */
  readonly ownSpaces: readonly (number | undefined)[];
}

/**
 * Drops what nobody has used for 30 days: vectors of other models, and texts that no chunk has. Over the limit it drops
 * them earlier, those of models first, the longest unused first.
 */
export async function collectGarbage(store: IndexStore, options: GarbageOptions): Promise<void> {
  const { nowMs, limitBytes = defaultLimitBytes, ownSpaces } = options;
  await pruneTexts(store.connection, nowMs);
  const others = await noteUse(store, ownSpaces, nowMs);
  for (const space of others.sort((a, b) => a.usedMs - b.usedMs)) {
    const unusedMs = nowMs - space.usedMs;
    const isOver = unusedMs > inUseMs && liveBytes(store) > limitBytes;
    if (unusedMs > keptMs || isOver) await dropSpace(store, space);
  }
  while (liveBytes(store) > limitBytes) {
    if ((await dropUnused(store.connection, rowsAtOnce)) === 0) return;
  }
}
