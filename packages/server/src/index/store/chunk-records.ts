import type { Connection } from "./connection.ts";

/** A chunk as a search sees it. */
export interface ChunkRecord {
  readonly id: number;
  readonly path: string;
  readonly language: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** Declared names, separated by spaces. */
  readonly symbols: string;
  readonly textId: number;
}

const columns = `c.id, f.path, f.language, c.start_line AS startLine, c.end_line AS endLine, c.text, c.symbols,
  c.text_id AS textId`;

/** Reads chunks. Answers come in the order of path and line. */
export class ChunkRecords {
  constructor(private readonly connection: Connection) {}

  byIds(ids: readonly number[]): ChunkRecord[] {
    return this.connection.all<ChunkRecord>(
      `SELECT ${columns} FROM chunks c JOIN files f ON f.id = c.file_id
       WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY f.path, c.start_line, c.id`,
      JSON.stringify(ids),
    );
  }

  /** Which chunks have these texts, in the order of their ids: an index alone answers, and every search asks. */
  idsOfTexts(textIds: readonly number[]): Pick<ChunkRecord, "id" | "textId">[] {
    return this.connection.all(
      `SELECT id, text_id AS textId FROM chunks WHERE text_id IN (SELECT value FROM json_each(?)) ORDER BY id`,
      JSON.stringify(textIds),
    );
  }

  /** The chunks of some files. */
  idsOfFiles(paths: readonly string[]): number[] {
    return this.connection
      .all<{ id: number }>(
        `SELECT c.id FROM chunks c JOIN files f ON f.id = c.file_id
         WHERE f.path IN (SELECT value FROM json_each(?))`,
        JSON.stringify(paths),
      )
      .map(({ id }) => id);
  }

  /** Chunks of higher id than the one given, in the order of their ids. */
  after(id: number, limit: number): ChunkRecord[] {
    return this.connection.all<ChunkRecord>(
      `SELECT ${columns} FROM chunks c JOIN files f ON f.id = c.file_id WHERE c.id > ? ORDER BY c.id LIMIT ?`,
      ...[id, limit],
    );
  }

  /** As `after`, without the texts. */
  placesAfter(id: number, limit: number): Omit<ChunkRecord, "text" | "startLine" | "endLine">[] {
    return this.connection.all(
      `SELECT c.id, f.path, f.language, c.symbols, c.text_id AS textId
       FROM chunks c JOIN files f ON f.id = c.file_id WHERE c.id > ? ORDER BY c.id LIMIT ?`,
      ...[id, limit],
    );
  }

  /** The texts as the model reads them, by the id of the text. */
  embeddedParts(textIds: readonly number[]): Map<number, { header: string; text: string }> {
    const rows = this.connection.all<{ textId: number; header: string; text: string }>(
      `SELECT text_id AS textId, header, text FROM chunks
       WHERE text_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(textIds),
    );
    return new Map(rows.map((row) => [row.textId, row]));
  }

  /** Texts of higher id than the one given that at least one chunk has, in the order of their ids. */
  usedTextIds(afterTextId: number, limit: number): number[] {
    return this.connection
      .all<{ id: number }>(
        "SELECT DISTINCT text_id AS id FROM chunks WHERE text_id > ? ORDER BY text_id LIMIT ?",
        ...[afterTextId, limit],
      )
      .map(({ id }) => id);
  }
}
