import { createHash } from "node:crypto";
import { type Chunk, embeddedText } from "../chunk/chunker.ts";
import { searchableWords } from "../words/split-identifiers.ts";
import type { Connection } from "./connection.ts";

/** What is kept of a file to tell whether it has changed. */
export interface FileRecord {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** When size and time were last compared with the content. */
  readonly checkedMs: number;
  /** null when the file was left out unread. */
  readonly sha256: string | null;
  readonly skipped: string | null;
}

/** A file as it is now, with its chunks. */
export interface FileContent {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly checkedMs: number;
  readonly sha256: string | null;
  readonly language: string;
  readonly skipped: string | null;
  readonly chunks: readonly Chunk[];
}

/** Files and what is made of them: chunks, their texts and their words. All methods that write want a transaction. */
export class FileRecords {
  constructor(private readonly connection: Connection) {}

  all(): FileRecord[] {
    return this.connection.all<FileRecord>(
      `SELECT id, path, size, modified_ms AS modifiedMs, checked_ms AS checkedMs, sha256, skipped FROM files`,
    );
  }

  /**
   * Replaces a file and everything made of it.
   * @returns false when the content is on record already: another process may have been first
   */
  put(file: FileContent): boolean {
    const { connection } = this;
    const known = connection.get<{ id: number; sha256: string | null; skipped: string | null }>(
      "SELECT id, sha256, skipped FROM files WHERE path = ?",
      file.path,
    );
    if (known !== undefined && known.skipped === file.skipped && known.sha256 === file.sha256) {
      if (known.sha256 !== null || known.skipped !== null) {
        this.confirm(known.id, file.size, file.modifiedMs, file.checkedMs);
        return false;
      }
    }
    this.remove(file.path);
    connection.run(
      `INSERT INTO files (path, size, modified_ms, checked_ms, sha256, language, skipped) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[file.path, file.size, file.modifiedMs, file.checkedMs, file.sha256, file.language, file.skipped],
    );
    const fileId = this.#lastId();
    const path = searchableWords(file.path);
    for (const chunk of file.chunks) {
      const symbols = chunk.symbols.join(" ");
      connection.run(
        `INSERT INTO chunks (file_id, start_line, end_line, header, text, symbols, text_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[fileId, chunk.startLine, chunk.endLine, chunk.header, chunk.text, symbols, this.#textId(chunk)],
      );
      connection.run(
        "INSERT INTO words (rowid, path, symbols, text) VALUES (?, ?, ?, ?)",
        ...[this.#lastId(), path, searchableWords(symbols), searchableWords(chunk.text)],
      );
    }
    return true;
  }

  /** Notes that a file whose time has changed still has the same content. */
  confirm(id: number, size: number, modifiedMs: number, checkedMs: number): void {
    this.connection.run(
      "UPDATE files SET size = ?, modified_ms = ?, checked_ms = ? WHERE id = ?",
      ...[size, modifiedMs, checkedMs, id],
    );
  }

  remove(path: string): void {
    const { connection } = this;
    const file = connection.get<{ id: number }>("SELECT id FROM files WHERE path = ?", path);
    if (file === undefined) return;
    connection.run("DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE file_id = ?)", file.id);
    connection.run("DELETE FROM chunks WHERE file_id = ?", file.id);
    connection.run("DELETE FROM files WHERE id = ?", file.id);
  }

  /** Makes every file look changed, so that the next refresh cuts it anew. Vectors stay. */
  forgetContents(): void {
    this.connection.run("UPDATE files SET sha256 = NULL, checked_ms = 0, modified_ms = -1");
  }

  indexedFiles(): number {
    return (
      this.connection.get<{ n: number }>("SELECT count(*) AS n FROM files WHERE skipped IS NULL")?.n ?? 0
    );
  }

  chunks(): number {
    return this.connection.get<{ n: number }>("SELECT count(*) AS n FROM chunks")?.n ?? 0;
  }

  #textId(chunk: Chunk): number {
    const sha256 = createHash("sha256").update(embeddedText(chunk)).digest();
    const { connection } = this;
    connection.run("INSERT OR IGNORE INTO texts (sha256) VALUES (?)", sha256);
    const row = connection.get<{ id: number }>("SELECT id FROM texts WHERE sha256 = ?", sha256);
    return row?.id ?? 0;
  }

  #lastId(): number {
    return this.connection.get<{ id: number }>("SELECT last_insert_rowid() AS id")?.id ?? 0;
  }
}
