import type { Connection } from "./connection.ts";

/** A branch that nobody has gone back to for so long is embedded again when somebody does. */
const keptMs = 30 * 24 * 3600_000;
/** Below this many unused texts there is nothing to gain. */
const neverPruned = 2_000;

function count(connection: Connection, condition: string): number {
  return (
    connection.get<{ n: number }>(`SELECT count(*) AS n FROM texts WHERE released_ms ${condition}`)?.n ?? 0
  );
}

/**
 * Notes which texts no chunk has any longer, and drops those, with their vectors, that went 30 days ago, and the
 * longest gone where more than half of all texts are unused. Wants a transaction.
 * @returns how many texts were dropped
 */
export function pruneTexts(connection: Connection, nowMs: number): number {
  const used = "EXISTS (SELECT 1 FROM chunks WHERE text_id = texts.id)";
  connection.run(`UPDATE texts SET released_ms = NULL WHERE released_ms IS NOT NULL AND ${used}`);
  connection.run(`UPDATE texts SET released_ms = ? WHERE released_ms IS NULL AND NOT ${used}`, nowMs);

  const unused = count(connection, "IS NOT NULL");
  const excess = unused > neverPruned ? Math.max(unused - count(connection, "IS NULL"), 0) : 0;
  const doomed = `SELECT id FROM texts WHERE released_ms < ${nowMs - keptMs}
    UNION SELECT id FROM (SELECT id FROM texts WHERE released_ms IS NOT NULL ORDER BY released_ms, id LIMIT ${excess})`;
  connection.run(`DELETE FROM vectors WHERE text_id IN (${doomed})`);
  return connection.run(`DELETE FROM texts WHERE id IN (${doomed})`);
}
