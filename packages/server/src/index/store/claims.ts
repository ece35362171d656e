import { isAlive, owner } from "./claimant.ts";
import type { Connection } from "./connection.ts";

/**
 * Longer than an engine takes for one slice. A claim whose process has ended is void at once, one that ran out costs
 * no more than doing the slice twice.
 */
const validMs = 2 * 60_000;

/**
 * Who embeds which text, so that two processes on one index share the work instead of doing it twice. All methods
 * that write want a transaction.
 */
export class Claims {
  constructor(
    private readonly connection: Connection,
    private readonly spaceId: number,
  ) {}

  /** The texts that others are embedding now. */
  ofOthers(): Set<number> {
    const rows = this.connection.all<{ textId: number; owner: string }>(
      "SELECT text_id AS textId, owner FROM claims WHERE space_id = ? AND owner <> ? AND until_ms > ?",
      ...[this.spaceId, owner, Date.now()],
    );
    const alive = new Map<string, boolean>();
    return new Set(
      rows
        .filter((row) => {
          if (!alive.has(row.owner)) alive.set(row.owner, isAlive(row.owner));
          return alive.get(row.owner);
        })
        .map(({ textId }) => textId),
    );
  }

  take(textIds: readonly number[]): void {
    for (const textId of textIds) {
      this.connection.run(
        "INSERT OR REPLACE INTO claims (text_id, space_id, owner, until_ms) VALUES (?, ?, ?, ?)",
        ...[textId, this.spaceId, owner, Date.now() + validMs],
      );
    }
  }

  release(textIds: readonly number[]): void {
    for (const textId of textIds) {
      this.connection.run(
        "DELETE FROM claims WHERE text_id = ? AND space_id = ? AND owner = ?",
        ...[textId, this.spaceId, owner],
      );
    }
  }
}
