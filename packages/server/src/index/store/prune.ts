import { TimeSlice } from "@isovec/core";
import type { Connection } from "./connection.ts";

/** A branch that nobody has gone back to for so long is embedded again when somebody does. */
const keptMs = 30 * 24 * 3600_000;
/** Below this many unused texts there is nothing to gain. */
const neverPruned = 2_000;
const textsAtOnce = 500;

function count(connection: Connection, condition: string): number {
  return connection.get<{ n: number }>(`SELECT count(*) AS n FROM texts ${condition}`)?.n ?? 0;
}

/** The unused texts that have to go: those of 30 days ago, and the longest unused while they are more than the used. */
function doomedTexts(connection: Connection, nowMs: number): number[] {
  const unused = count(connection, "WHERE released_ms IS NOT NULL");
  const used = count(connection, "") - unused;
  const expired = count(connection, `WHERE released_ms < ${nowMs - keptMs}`);
  const excess = unused > neverPruned ? Math.max(unused - used, 0) : 0;
  return unusedTexts(connection, Math.max(expired, excess));
}

function unusedTexts(connection: Connection, limit: number): number[] {
  return connection
    .all<{ id: number }>(
      "SELECT id FROM texts WHERE released_ms IS NOT NULL ORDER BY released_ms, id LIMIT ?",
      limit,
    )
    .map(({ id }) => id);
}

/**
 * Drops texts that no chunk has any longer, with their vectors, when they are old or too many.
 * @returns how many texts were dropped
 */
export function pruneTexts(connection: Connection, nowMs: number): Promise<number> {
  return dropTexts(connection, doomedTexts(connection, nowMs));
}

/**
 * Drops texts that no chunk has, the longest unused first, whatever their age.
 * @returns how many
 */
export function dropUnused(connection: Connection, limit: number): Promise<number> {
  return dropTexts(connection, unusedTexts(connection, limit));
}

async function dropTexts(connection: Connection, doomed: readonly number[]): Promise<number> {
  const slice = new TimeSlice();
  let dropped = 0;
  for (let first = 0; first < doomed.length; first += textsAtOnce) {
    const ids = JSON.stringify(doomed.slice(first, first + textsAtOnce));
    dropped += await connection.write(() => {
      // One that has come back in the meantime stays.
      const chosen =
        "SELECT texts.id FROM json_each(?) AS given JOIN texts ON texts.id = given.value WHERE released_ms IS NOT NULL";
      connection.run(`DELETE FROM vectors WHERE text_id IN (${chosen})`, ids);
      return connection.run(`DELETE FROM texts WHERE id IN (${chosen})`, ids);
    });
    await slice.rest();
  }
  return dropped;
}
