import { IsovecError, TimeSlice } from "@isovec/core";
import type { IndexStore } from "./index-store.ts";

/** A transaction of some milliseconds. */
const rowsAtOnce = 2_000;

const forgetWords = "INSERT INTO words (words) VALUES ('delete-all')";

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
 * texts, for whoever goes back to them. Killed on its way it leaves files whose content counts as unknown, so that the
 * next refresh makes the index whole.
 */
export async function clearIndex(store: IndexStore): Promise<void> {
  const { connection, files, settings, vectors } = store;
  const slice = new TimeSlice();
  const dropAll = async (sql: string, ...values: readonly number[]): Promise<void> => {
    for (let dropped = -1; dropped !== 0; ) {
      await slice.rest();
      dropped = await connection.write(() => connection.run(sql, ...values, rowsAtOnce));
    }
  };
  await connection.write(() => {
    files.forgetContents();
    connection.run(forgetWords);
  });
  await dropAll("DELETE FROM chunks WHERE id IN (SELECT id FROM chunks LIMIT ?)");
  await dropAll(
    "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors WHERE space_id = ? LIMIT ?)",
    vectors.spaceId,
  );
  await connection.write(() => {
    // Another process may have begun to put files back.
    connection.run(forgetWords);
    connection.run("DELETE FROM chunks");
    connection.run("DELETE FROM files");
    connection.run("UPDATE texts SET released_ms = ? WHERE released_ms IS NULL", Date.now());
    connection.run("DELETE FROM claims WHERE space_id = ?", vectors.spaceId);
    settings.set(counter(store), clears(store) + 1);
    settings.countChange("chunks");
  });
}
