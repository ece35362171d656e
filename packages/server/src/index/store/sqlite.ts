import { IsovecError } from "@isovec/core";

/** What a connection needs of a library for SQLite: a part of better-sqlite3's interface. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export interface SqliteChange {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

export interface SqliteStatement {
  run(values: readonly unknown[]): SqliteChange;
  /** Blobs come as `ArrayBuffer`. */
  all(values: readonly unknown[]): unknown[];
}

/** The part of node:sqlite that is used. Node.js brings it from 22.13 on. */
export interface NodeSqlite {
  DatabaseSync: new (
    file: string,
    options: { readonly enableForeignKeyConstraints: boolean },
  ) => {
    exec(sql: string): void;
    prepare(sql: string): {
      run(...values: readonly unknown[]): {
        readonly changes: number | bigint;
        readonly lastInsertRowid: number | bigint;
      };
      all(...values: readonly unknown[]): Record<string, unknown>[];
    };
    close(): void;
  };
}

/** Names of https://sqlite.org/rescode.html that callers tell apart. */
const resultCodes: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  24: "SQLITE_FORMAT",
  26: "SQLITE_NOTADB",
};

/** node:sqlite's errors bear a number (the low byte is the primary result code), where libsql's bear its name. */
function named<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "errcode" in error && typeof error.errcode === "number") {
      throw Object.assign(error, { code: resultCodes[error.errcode & 0xff] ?? "SQLITE_ERROR" });
    }
    throw error;
  }
}

function withArrayBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[column] = new Uint8Array(value).buffer;
  }
  return row;
}

/** Node's own SQLite, for machines that libsql has no binary for. */
export function openNodeSqlite({ DatabaseSync }: NodeSqlite, file: string): SqliteDatabase {
  const database = named(() => new DatabaseSync(file, { enableForeignKeyConstraints: false }));
  return {
    exec: (sql) => named(() => database.exec(sql)),
    prepare: (sql) => {
      const statement = named(() => database.prepare(sql));
      return {
        run: (values) => {
          const { changes, lastInsertRowid } = named(() => statement.run(...values));
          return { changes: Number(changes), lastInsertRowid };
        },
        all: (values) => named(() => statement.all(...values)).map(withArrayBuffers),
      };
    },
    close: () => database.close(),
  };
}

function isLibsql(loaded: unknown): loaded is new (file: string) => SqliteDatabase {
  return typeof loaded === "function";
}

// An error here is that its binary is missing: only who opens a database needs to hear of it.
const libsql: unknown = await import("libsql").then(
  (module) => module.default,
  (error: unknown) => error,
);

/**
 * Opens a database, and creates it when it is not there: by libsql, or by Node's own SQLite where libsql has no binary.
 * Both write the same file.
 *
 * @throws IsovecError `IndexUnavailable` where there is neither; what the library throws, with a `code` like `SQLITE_BUSY`
 */
export function openSqlite(file: string): SqliteDatabase {
  if (isLibsql(libsql)) return new libsql(file);
  const nodeSqlite = process.getBuiltinModule("node:sqlite") as NodeSqlite | undefined;
  if (nodeSqlite !== undefined) return openNodeSqlite(nodeSqlite, file);
  const { platform, arch, versions } = process;
  throw new IsovecError(
    "IndexUnavailable",
    `libsql has no binary for ${platform}-${arch}, and Node.js ${versions.node} has no SQLite.`,
    { remedy: "Run the server with Node.js 22.13 or newer.", cause: libsql },
  );
}
