import type { Connection } from "./connection.ts";

export interface StoredVector {
  readonly id: number;
  readonly textId: number;
  /** `[dimensions]` */
  readonly vector: Float32Array;
}

export interface MissingText {
  readonly textId: number;
  readonly chunkId: number;
  readonly modifiedMs: number;
}

/** The vectors of one vector space. All methods that write want a transaction. */
export class VectorRecords {
  readonly spaceId: number;

  constructor(
    private readonly connection: Connection,
    readonly spaceKey: string,
    readonly dimensions: number,
  ) {
    const find = () => connection.get<{ id: number }>("SELECT id FROM spaces WHERE key = ?", spaceKey)?.id;
    this.spaceId = find() ?? this.#register(find);
  }

  #register(find: () => number | undefined): number {
    this.connection.run(
      "INSERT OR IGNORE INTO spaces (key, dimensions) VALUES (?, ?)",
      this.spaceKey,
      this.dimensions,
    );
    return find() ?? 0;
  }

  /** Keeps a vector unless there is one: two processes may have embedded the same text. */
  put(textId: number, vector: Float32Array): boolean {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    // The text may have been pruned by another process while it was embedded.
    const added = this.connection.run(
      `INSERT OR IGNORE INTO vectors (space_id, text_id, vector) SELECT ?, id, ? FROM texts WHERE id = ?`,
      ...[this.spaceId, bytes, textId],
    );
    return added > 0;
  }

  /** Vectors of higher id than the one given, in the order of their ids. */
  after(id: number, limit: number): StoredVector[] {
    return this.connection
      .all<{ id: number; textId: number; vector: ArrayBuffer }>(
        `SELECT id, text_id AS textId, vector FROM vectors WHERE id > ? AND space_id = ? ORDER BY id LIMIT ?`,
        ...[id, this.spaceId, limit],
      )
      .map((row) => ({ ...row, vector: new Float32Array(row.vector) }));
  }

  /** The vectors of some texts, by the id of the text. */
  ofTexts(textIds: readonly number[]): Map<number, Float32Array> {
    const rows = this.connection.all<{ textId: number; vector: ArrayBuffer }>(
      `SELECT text_id AS textId, vector FROM vectors
       WHERE space_id = ? AND text_id IN (SELECT value FROM json_each(?))`,
      ...[this.spaceId, JSON.stringify(textIds)],
    );
    return new Map(rows.map(({ textId, vector }) => [textId, new Float32Array(vector)]));
  }

  /**
   * Chunks whose text has no vector, looked for among a window of chunk ids.
   * @returns undefined when there are no chunks as high as that
   */
  missing(afterChunk: number, window: number): MissingText[] | undefined {
    const last = this.connection.get<{ id: number | null }>("SELECT max(id) AS id FROM chunks")?.id ?? 0;
    if (afterChunk >= last) return undefined;
    return this.connection.all<MissingText>(
      `SELECT c.text_id AS textId, c.id AS chunkId, f.modified_ms AS modifiedMs
       FROM chunks c JOIN files f ON f.id = c.file_id
       WHERE c.id > ? AND c.id <= ?
         AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.text_id = c.text_id AND v.space_id = ?)
       ORDER BY c.id`,
      ...[afterChunk, afterChunk + window, this.spaceId],
    );
  }

  /** The vector of a text, found by the hash of it. */
  ofText(sha256: Uint8Array): Float32Array | undefined {
    const row = this.connection.get<{ vector: ArrayBuffer }>(
      `SELECT v.vector FROM texts t JOIN vectors v ON v.text_id = t.id AND v.space_id = ? WHERE t.sha256 = ?`,
      ...[this.spaceId, sha256],
    );
    return row && new Float32Array(row.vector);
  }

  has(textId: number): boolean {
    return (
      this.connection.get(
        "SELECT 1 FROM vectors WHERE text_id = ? AND space_id = ?",
        ...[textId, this.spaceId],
      ) !== undefined
    );
  }

  /** Chunks whose text has a vector. */
  embeddedChunks(): number {
    const row = this.connection.get<{ n: number }>(
      `SELECT count(*) AS n FROM chunks c JOIN vectors v ON v.text_id = c.text_id AND v.space_id = ?`,
      this.spaceId,
    );
    return row?.n ?? 0;
  }

  any(): boolean {
    return (
      this.connection.get("SELECT 1 FROM vectors WHERE space_id = ? LIMIT 1", this.spaceId) !== undefined
    );
  }
}
