import { IsovecError, TimeSlice } from "@isovec/core";
import type { IndexStore } from "./index-store.ts";

/** A transaction of some milliseconds. */
const vectorsAtOnce = 2_000;

const counter = ({ vectors }: IndexStore): string => `clears of space ${vectors.spaceId}`;

/** Grows whenever the index is emptied, whichever process does it: what is remembered of its vectors is void then. */
export function clears(store: IndexStore): number {
  return Number(store.settings.get(counter(store)) ?? 0);
}

/** @throws IsovecError `IndexBusy` while another process embeds for this space: what it has begun would come back */
export function refuseWhileOthersEmbed({ claims, connection }: IndexStore): void {
  if (claims.ofOthers().size === 0) return;
  throw new IsovecError("IndexBusy", `Another process embeds for the index ${connection.file}.`, {
    remedy: "Clear it there, or when that process has ended.",
    retryable: true,
  });
}

/**
 * Forgets every file with its chunks and words, and the vectors of this space. Those of other spaces stay with their
 * texts, for whoever goes back to them. Killed on its way it leaves an index that the next refresh completes.
 */
export async function clearIndex(store: IndexStore): Promise<void> {
  const { connection, settings, vectors } = store;
  const slice = new TimeSlice();
  for (let dropped = -1; dropped !== 0; ) {
    await slice.rest();
    dropped = await connection.write(() =>
      connection.run(
        "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors WHERE space_id = ? LIMIT ?)",
        ...[vectors.spaceId, vectorsAtOnce],
      ),
    );
  }
  await connection.write(() => {
    connection.run("INSERT INTO words (words) VALUES ('delete-all')");
    connection.run("DELETE FROM chunks");
    connection.run("DELETE FROM files");
    connection.run("UPDATE texts SET released_ms = ? WHERE released_ms IS NULL", Date.now());
    connection.run("DELETE FROM claims WHERE space_id = ?", vectors.spaceId);
    settings.set(counter(store), clears(store) + 1);
    settings.countChange("chunks");
  });
}
