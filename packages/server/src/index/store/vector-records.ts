import type { Connection } from "./connection.ts";
import { decodeVector, encodeVector, type VectorEncoding } from "./vector-encoding.ts";

export interface StoredVector {
  readonly id: number;
  readonly textId: number;
  /** `[dimensions]` */
  readonly vector: Float32Array;
}

export interface MissingText {
  readonly textId: number;
  readonly chunkId: number;
  readonly path: string;
  readonly modifiedMs: number;
}

/** A text by its id here and by the hash that it has everywhere. */
export interface HashedText {
  readonly id: number;
  readonly sha256: Uint8Array;
}

/** A vector of a text that is known by its hash alone. */
export interface HashedVector {
  readonly sha256: Uint8Array;
  /** `[dimensions]` */
  readonly vector: Float32Array;
}

export interface VectorRecordsOptions {
  /** Default `float32`. */
  readonly encoding?: VectorEncoding;
  /** Vectors that are as good as these or better: a text that has one of them needs none here. */
  readonly unlessIn?: VectorRecords;
}

/** Takes the JSON of spaces. */
const hasVector = `EXISTS (
  SELECT 1 FROM vectors v
  WHERE v.text_id = t.id AND v.space_id IN (SELECT value FROM json_each(?))
)`;

/** The vectors of one vector space. All methods that write want a transaction. */
export class VectorRecords {
  readonly spaceId: number;
  readonly #encoding: VectorEncoding;
  /** The spaces in which a vector makes one here needless, this one among them. */
  readonly sufficing: readonly number[];
  readonly #sufficing: string;

  constructor(
    private readonly connection: Connection,
    readonly spaceKey: string,
    readonly dimensions: number,
    { encoding = "float32", unlessIn }: VectorRecordsOptions = {},
  ) {
    const find = () => connection.get<{ id: number }>("SELECT id FROM spaces WHERE key = ?", spaceKey)?.id;
    this.spaceId = find() ?? this.#register(find);
    this.#encoding = encoding;
    this.sufficing = [this.spaceId, ...(unlessIn?.sufficing ?? [])];
    this.#sufficing = JSON.stringify(this.sufficing);
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
    const bytes = encodeVector(vector, this.#encoding);
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
      .map((row) => ({ ...row, vector: decodeVector(row.vector, this.#encoding) }));
  }

  /** The vectors of some texts, by the id of the text. */
  ofTexts(textIds: readonly number[]): Map<number, Float32Array> {
    const rows = this.connection.all<{ textId: number; vector: ArrayBuffer }>(
      `SELECT text_id AS textId, vector FROM vectors
       WHERE space_id = ? AND text_id IN (SELECT value FROM json_each(?))`,
      ...[this.spaceId, JSON.stringify(textIds)],
    );
    return new Map(rows.map(({ textId, vector }) => [textId, decodeVector(vector, this.#encoding)]));
  }

  /**
   * Chunks whose text has no vector, looked for among a window of chunk ids.
   * @returns undefined when there are no chunks as high as that
   */
  missing(afterChunk: number, window: number): MissingText[] | undefined {
    const last = this.connection.get<{ id: number | null }>("SELECT max(id) AS id FROM chunks")?.id ?? 0;
    if (afterChunk >= last) return undefined;
    return this.connection.all<MissingText>(
      `SELECT c.text_id AS textId, c.id AS chunkId, f.path, f.modified_ms AS modifiedMs
       FROM chunks c JOIN files f ON f.id = c.file_id
       WHERE c.id > ? AND c.id <= ?
         AND NOT EXISTS (
           SELECT 1 FROM vectors v
           WHERE v.text_id = c.text_id AND v.space_id IN (SELECT value FROM json_each(?))
         )
       ORDER BY c.id`,
      ...[afterChunk, afterChunk + window, this.#sufficing],
    );
  }

  /** The vector of a text, found by the hash of it. */
  ofText(sha256: Uint8Array): Float32Array | undefined {
    const row = this.connection.get<{ vector: ArrayBuffer }>(
      `SELECT v.vector FROM texts t JOIN vectors v ON v.text_id = t.id AND v.space_id = ? WHERE t.sha256 = ?`,
      ...[this.spaceId, sha256],
    );
    return row && decodeVector(row.vector, this.#encoding);
  }

  /** Whether a text needs no vector any more. */
  has(textId: number): boolean {
    return (
      this.connection.get(
        "SELECT 1 FROM vectors WHERE text_id = ? AND space_id IN (SELECT value FROM json_each(?))",
        ...[textId, this.#sufficing],
      ) !== undefined
    );
  }

  /** Chunks whose text has a vector, here or where that suffices. */
  embeddedChunks(): number {
    // Counting looks at every chunk; while there is no vector at all it is asked for several times a second.
    if (this.connection.get("SELECT 1 FROM vectors LIMIT 1") === undefined) return 0;
    const row = this.connection.get<{ n: number }>(
      `SELECT count(*) AS n FROM chunks c WHERE EXISTS (
         SELECT 1 FROM vectors v
         WHERE v.text_id = c.text_id AND v.space_id IN (SELECT value FROM json_each(?))
       )`,
      this.#sufficing,
    );
    return row?.n ?? 0;
  }

  any(): boolean {
    return (
      this.connection.get("SELECT 1 FROM vectors WHERE space_id = ? LIMIT 1", this.spaceId) !== undefined
    );
  }

  /**
   * Drops vectors of this space, some at a time.
   * @returns how many; 0 when none is left
   */
  dropSome(limit: number): number {
    return this.connection.run(
      "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors WHERE space_id = ? LIMIT ?)",
      ...[this.spaceId, limit],
    );
  }

  /** Drops the vectors of some texts. */
  drop(textIds: readonly number[]): void {
    this.connection.run(
      "DELETE FROM vectors WHERE space_id = ? AND text_id IN (SELECT value FROM json_each(?))",
      ...[this.spaceId, JSON.stringify(textIds)],
    );
  }

  /** Texts that a chunk has and that have their vector, here or where that suffices. */
  usedTexts(): number {
    const row = this.connection.get<{ n: number }>(
      `SELECT count(*) AS n FROM texts t WHERE t.released_ms IS NULL AND ${hasVector}`,
      this.#sufficing,
    );
    return row?.n ?? 0;
  }

  /** As `usedTexts`, in the order of their ids. */
  usedHashes(afterTextId: number, limit: number): HashedText[] {
    return this.#texts(hasVector, afterTextId, limit);
  }

  /** Texts that a chunk has and that have no vector, in the order of their ids. */
  missingHashes(afterTextId: number, limit: number): HashedText[] {
    return this.#texts(`NOT ${hasVector}`, afterTextId, limit);
  }

  /**
   * Keeps a vector that was made elsewhere, unless there is one.
   * @param sha256 of the embedded text; one that no chunk has is kept for a while
   * @returns whether it is new
   */
  adopt(sha256: Uint8Array, vector: Float32Array): boolean {
    this.connection.run(
      "INSERT OR IGNORE INTO texts (sha256, released_ms) VALUES (?, ?)",
      ...[sha256, Date.now()],
    );
    const text = this.connection.get<{ id: number }>("SELECT id FROM texts WHERE sha256 = ?", sha256);
    return text !== undefined && this.put(text.id, vector);
  }

  #texts(condition: string, afterTextId: number, limit: number): HashedText[] {
    return this.connection
      .all<{ id: number; sha256: ArrayBuffer }>(
        `SELECT t.id, t.sha256 FROM texts t
         WHERE t.id > ? AND t.released_ms IS NULL AND ${condition} ORDER BY t.id LIMIT ?`,
        ...[afterTextId, this.#sufficing, limit],
      )
      .map(({ id, sha256 }) => ({ id, sha256: new Uint8Array(sha256) }));
  }
}
