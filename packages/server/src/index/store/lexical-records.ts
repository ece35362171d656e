import type { Connection } from "./connection.ts";

/** A word in the path or among the declared names says more than one in the text. */
const weights = "3.0, 4.0, 1.0";

/** Full-text search over the words of all chunks. */
export class LexicalRecords {
  constructor(private readonly connection: Connection) {}

  /**
   * Ids of the chunks that match best by BM25, best first; equal ones in the order of their ids.
   * @param match an expression of FTS5, as `lexicalQuery` makes it
   */
  best(match: string, limit: number): number[] {
    return this.connection
      .all<{ id: number }>(
        `SELECT rowid AS id FROM words WHERE words MATCH ? ORDER BY bm25(words, ${weights}), rowid LIMIT ?`,
        ...[match, limit],
      )
      .map(({ id }) => id);
  }
}
