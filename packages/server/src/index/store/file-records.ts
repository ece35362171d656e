import { keysOf } from "../chunk/chunk-keys.ts";
import type { Chunk } from "../chunk/chunker.ts";
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

  of(path: string): FileRecord | undefined {
    return this.connection.get<FileRecord>(
      `SELECT id, path, size, modified_ms AS modifiedMs, checked_ms AS checkedMs, sha256, skipped FROM files
       WHERE path = ?`,
      path,
    );
  }

  /** Whether this very content is on record. Another process may have been first. */
  has(file: FileContent): boolean {
    const known = this.connection.get<{ sha256: string | null; skipped: string | null }>(
      "SELECT sha256, skipped FROM files WHERE path = ?",
      file.path,
    );
    // Neither read nor skipped: a process was stopped between `begin` and `finish`.
    if (known === undefined || (known.sha256 === null && known.skipped === null)) return false;
    return known.sha256 === file.sha256 && known.skipped === file.skipped;
  }

  /**
   * Makes place for a file. Until `finish` its content counts as unknown, so that the next refresh reads it again.
   * @returns the file's id, never used before
   */
  begin(file: FileContent): number {
    const inserted = this.#insertFile(file);
    if (inserted !== undefined) return inserted;
    this.remove(file.path);
    return there(this.#insertFile(file));
  }

  addChunks(fileId: number, path: string, chunks: readonly Chunk[]): void {
    const { connection } = this;
    const pathWords = searchableWords(path);
    for (const chunk of chunks) {
      const symbols = chunk.symbols.join(" ");
      const { words, sha256 } = keysOf(chunk);
      const { startLine, endLine, header, text } = chunk;
      const id = there(
        connection.insert(
          `INSERT INTO chunks (file_id, start_line, end_line, header, text, symbols, text_id)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          ...[fileId, startLine, endLine, header, text, symbols, this.#textId(sha256)],
        ),
      );
      connection.run(
        "INSERT INTO words (rowid, path, symbols, text) VALUES (?, ?, ?, ?)",
        ...[id, pathWords, searchableWords(symbols), words],
      );
    }
  }

  /** Notes that all chunks are there. */
  finish(fileId: number, sha256: string | null): void {
    this.connection.run("UPDATE files SET sha256 = ? WHERE id = ?", sha256, fileId);
  }

  isThere(fileId: number): boolean {
    return this.connection.get("SELECT 1 FROM files WHERE id = ?", fileId) !== undefined;
  }

  /** Whether the file's text is part of the index, that is neither unknown nor left out. */
  isIndexed(path: string): boolean {
    return (
      this.connection.get(
        "SELECT 1 FROM files WHERE path = ? AND skipped IS NULL AND sha256 IS NOT NULL",
        path,
      ) !== undefined
    );
  }

  /** What is on record of a file's content: its hash, or why it is left out, or neither while it is being read. */
  contentOf(path: string): Pick<FileRecord, "sha256" | "skipped"> | undefined {
    return this.connection.get("SELECT sha256, skipped FROM files WHERE path = ?", path);
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
    const texts = connection.all<{ id: number }>(
      "SELECT DISTINCT text_id AS id FROM chunks WHERE file_id = ?",
      file.id,
    );
    connection.run("DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE file_id = ?)", file.id);
    connection.run("DELETE FROM chunks WHERE file_id = ?", file.id);
    connection.run("DELETE FROM files WHERE id = ?", file.id);
    connection.run(
      `UPDATE texts SET released_ms = ? WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM chunks WHERE text_id = texts.id)`,
      ...[Date.now(), JSON.stringify(texts.map(({ id }) => id))],
    );
  }

  /** Makes every file look changed, so that the next refresh cuts it anew. Vectors stay. */
  forgetContents(): void {
    this.connection.run("UPDATE files SET sha256 = NULL, checked_ms = 0, modified_ms = -1");
  }

  /** The folders of files of higher id than the one given, without a slash at the end; undefined past the last. */
  foldersAfter(
    id: number,
    limit: number,
  ): { readonly folders: readonly { readonly folder: string }[]; readonly lastId: number | undefined } {
    const lastId = this.connection.get<{ id: number | null }>(
      "SELECT max(id) AS id FROM (SELECT id FROM files WHERE id > ? ORDER BY id LIMIT ?)",
      ...[id, limit],
    )?.id;
    if (lastId === undefined || lastId === null) return { folders: [], lastId: undefined };
    // Taking off every character that is no slash from the end leaves the folder.
    const folders = this.connection.all<{ folder: string }>(
      `SELECT DISTINCT rtrim(rtrim(path, replace(path, '/', '')), '/') AS folder FROM files WHERE id > ? AND id <= ?`,
      ...[id, lastId],
    );
    return { folders, lastId };
  }

  indexedFiles(): number {
    return (
      this.connection.get<{ n: number }>("SELECT count(*) AS n FROM files WHERE skipped IS NULL")?.n ?? 0
    );
  }

  chunks(): number {
    return this.connection.get<{ n: number }>("SELECT count(*) AS n FROM chunks")?.n ?? 0;
  }

  /** @returns undefined where the path is taken */
  #insertFile(file: FileContent): number | undefined {
    return this.connection.insert(
      `INSERT INTO files (path, size, modified_ms, checked_ms, language, skipped) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (path) DO NOTHING`,
      ...[file.path, file.size, file.modifiedMs, file.checkedMs, file.language, file.skipped],
    );
  }

  #textId(sha256: Uint8Array): number {
    const { connection } = this;
    return (
      connection.insert("INSERT INTO texts (sha256) VALUES (?) ON CONFLICT (sha256) DO NOTHING", sha256) ??
      there(
        connection.get<{ id: number }>(
          "UPDATE texts SET released_ms = NULL WHERE sha256 = ? RETURNING id",
          sha256,
        )?.id,
      )
    );
  }
}

function there(id: number | undefined): number {
  if (id === undefined) throw new Error("A row that was just inserted is not there.");
  return id;
}
