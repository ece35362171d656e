import sqlite3InitModule, { type Database, type Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import type { SqlValue } from "../../index/store/connection.ts";
import type { SqliteDatabase } from "../../index/store/sqlite.ts";
import { readPart } from "../package-parts.ts";

/** Places for files that a browser may have. Nothing of an index is kept there. */
const fileSystems = { kvvfs: true, opfs: true, "opfs-vfs": true, "opfs-sahpool": true, "opfs-wl": true };

let library: Sqlite3Static | undefined;
const open = new Map<string, Database>();

/** Loads SQLite's WebAssembly, once, before a database is opened. */
export async function loadSqlite(): Promise<void> {
  if (library !== undefined) return;
  Object.assign(globalThis, { sqlite3ApiConfig: { disable: { vfs: fileSystems } } });
  const wasmBinary = await readPart("sqlite3.wasm");
  // The typings know no options of the module; all that it says there is of no use to anybody.
  const initialize = sqlite3InitModule as unknown as (options: object) => Promise<Sqlite3Static>;
  library = await initialize({ wasmBinary, print: () => undefined, printErr: () => undefined });
}

function withArrayBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[column] = new Uint8Array(value).buffer;
  }
  return row;
}

/** A database in memory, by SQLite's own WebAssembly. @param file how it is called */
export function openSqlite(file: string): SqliteDatabase {
  if (library === undefined) throw new Error("A database was opened before SQLite was loaded.");
  const { oo1, capi } = library;
  const database = new oo1.DB(":memory:");
  if (file !== ":memory:") open.set(file, database);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      const bind = (values: readonly unknown[]): void => {
        statement.reset();
        if (values.length > 0) statement.bind(values as readonly SqlValue[]);
      };
      return {
        run: (values) => {
          bind(values);
          statement.stepReset();
          return {
            changes: database.changes(),
            lastInsertRowid: capi.sqlite3_last_insert_rowid(database),
          };
        },
        all: (values) => {
          bind(values);
          const rows: Record<string, unknown>[] = [];
          while (statement.step()) rows.push(withArrayBuffers(statement.get({})));
          statement.reset();
          return rows;
        },
      };
    },
    close: () => {
      open.delete(file);
      database.close();
    },
  };
}

/** Bytes that an open database takes. */
export function bytesOf(file: string): number {
  const pragma = (name: string): number => Number(open.get(file)?.selectValue(`PRAGMA ${name}`) ?? 0);
  return pragma("page_count") * pragma("page_size");
}
