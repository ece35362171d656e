import type { Connection } from "./connection.ts";

/** Of fewer chunks all that match are read at once, whatever they match by. */
const many = 5_000;

/** A word in the path or among the declared names says more than one in the text. */
const weights = "3.0, 4.0, 1.0";

export interface ScoredChunk {
  readonly id: number;
  /** Higher is better. */
  readonly score: number;
}

/** Full-text search over the words of all chunks. */
export class LexicalRecords {
  /** What is known of words while the chunks stay as they are. */
  #everywhere = new Map<string, boolean>();
  #generation = -1;

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

  /**
   * As `best`, with the scores.
   * @param hiddenPaths files whose chunks do not count
   * @param allowed chunks that count; all where it is left out
   */
  scored(
    match: string,
    limit: number,
    hiddenPaths: readonly string[] = [],
    allowed?: ReadonlySet<number>,
  ): ScoredChunk[] {
    // The plus keeps FTS5 from going the other way round: it would ask every allowed row anew whether it matches.
    const only = allowed === undefined ? "" : "AND +rowid IN (SELECT value FROM json_each(?))";
    const hidden =
      hiddenPaths.length === 0
        ? ""
        : `AND +rowid NOT IN (SELECT c.id FROM chunks c JOIN files f ON f.id = c.file_id
           WHERE f.path IN (SELECT value FROM json_each(?)))`;
    return this.connection.all<ScoredChunk>(
      `SELECT rowid AS id, -bm25(words, ${weights}) AS score FROM words WHERE words MATCH ? ${hidden} ${only}
       ORDER BY score DESC, rowid LIMIT ?`,
      ...[
        match,
        ...(hidden === "" ? [] : [JSON.stringify(hiddenPaths)]),
        ...(allowed === undefined ? [] : [JSON.stringify([...allowed])]),
        limit,
      ],
    );
  }

  /**
   * Whether more than half of many chunks have a phrase. To BM25 as SQLite has it such a phrase tells nothing: its weight
   * is a millionth (https://sqlite.org/fts5.html, section 5.1.1), and reading where it is takes longest.
   * @param generation of the chunks, which the answer is remembered for
   */
  isEverywhere(phrase: string, generation: number): boolean {
    if (generation !== this.#generation) {
      this.#everywhere = new Map();
      this.#generation = generation;
    }
    const known = this.#everywhere.get(phrase);
    if (known !== undefined) return known;
    const { n } = this.connection.get<{ n: number }>("SELECT count(*) AS n FROM chunks") ?? { n: 0 };
    const isEverywhere = n >= many && this.frequency(phrase) * 2 > n;
    this.#everywhere.set(phrase, isEverywhere);
    return isEverywhere;
  }

  /** How many chunks have a phrase. */
  frequency(phrase: string): number {
    const row = this.connection.get<{ n: number }>(
      "SELECT count(*) AS n FROM words WHERE words MATCH ?",
      phrase,
    );
    return row?.n ?? 0;
  }
}
