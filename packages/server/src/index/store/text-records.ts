import type { Connection } from "./connection.ts";

const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("hex");

/** Finds the hash of a text's content by its id and the other way round; hashes are 64 hex digits. */
export class TextRecords {
  constructor(private readonly connection: Connection) {}

  hashesOf(textIds: readonly number[]): Map<number, string> {
    const rows = this.connection.all<{ id: number; sha256: ArrayBuffer }>(
      "SELECT id, sha256 FROM texts WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify(textIds),
    );
    return new Map(rows.map(({ id, sha256 }) => [id, hex(sha256)]));
  }

  /** Of texts that a chunk has. */
  usedIdsOf(hashes: readonly string[]): Map<string, number> {
    const rows = this.connection.all<{ id: number; sha256: ArrayBuffer }>(
      `SELECT t.id, t.sha256 FROM json_each(?) AS given JOIN texts t ON t.sha256 = unhex(given.value)
       WHERE t.released_ms IS NULL`,
      JSON.stringify(hashes),
    );
    return new Map(rows.map(({ id, sha256 }) => [hex(sha256), id]));
  }
}
