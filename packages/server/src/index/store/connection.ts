import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import { openSqlite, type SqliteDatabase, type SqliteStatement } from "./sqlite.ts";

/** No booleans: libsql ends the process on one. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** How long a write waits for another process's transaction, which takes a fraction of a second. */
const patienceMs = 15_000;
const retryMs = 15;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

/** Whether the error says that the file's content is not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && /^SQLITE_(?:CORRUPT|NOTADB|FORMAT)/.test(String(error.code))
  );
}

/** One connection to one SQLite file, with what sets the libraries apart behind it. */
export class Connection {
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  #isOpen = true;
  /** Ends with the transaction that was asked for last: one connection has one at a time. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  /** @param onDamage called before the error is thrown when the file turns out to be damaged */
  constructor(
    readonly file: string,
    private readonly onDamage: () => void,
  ) {
    this.#database = this.#guard(() => openSqlite(file));
    // Readers never wait in WAL mode; this covers the moment in which another process opens or closes the file.
    this.exec("PRAGMA busy_timeout = 250");
  }

  exec(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  /** @returns how many rows changed */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#guard(() => this.#statement(sql).run(values).changes);
  }

  /**
   * Runs a statement that inserts one row or none.
   * @returns the row's id, undefined where none was inserted; in half of the time that `RETURNING` takes
   */
  insert(sql: string, ...values: SqlValue[]): number | undefined {
    const { changes, lastInsertRowid } = this.#guard(() => this.#statement(sql).run(values));
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  /** Blobs come as `ArrayBuffer`. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(values) as Row[]);
  }

  /** The first row. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0];
  }

  /**
   * Runs the work in one transaction: all of it is kept or nothing. The work itself does not wait for anything.
   * @throws IsovecError `IndexBusy` when another process keeps writing for longer than 15 s
   */
  write<Result>(work: () => Result): Promise<Result> {
    const written = this.#lastWrite.then(() => this.#transact(work));
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#statements.clear();
    this.#database.close();
  }

  async #transact<Result>(work: () => Result): Promise<Result> {
    await this.#begin();
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      try {
        this.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back already; the first error is the one to tell.
      }
      throw error;
    }
  }

  async #begin(): Promise<void> {
    for (const since = performance.now(); ; ) {
      try {
        return this.exec("BEGIN IMMEDIATE");
      } catch (error) {
        if (!(IsovecError.is(error) && error.name === "IndexBusy")) throw error;
        if (performance.now() - since > patienceMs) throw error;
        // Waiting here rather than in SQLite keeps the event loop free.
        await setTimeout(retryMs);
      }
    }
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<Result>(work: () => Result): Result {
    if (!this.#isOpen) throw new IsovecError("IndexUnavailable", `The index ${this.file} has been closed.`);
    try {
      return work();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    const message = error instanceof Error ? error.message : String(error);
    if (isBusy(error)) {
      return new IsovecError("IndexBusy", `Another process is writing the index ${this.file}.`, {
        remedy: "Try again in a moment.",
        retryable: true,
        cause: error,
      });
    }
    if (isDamage(error)) {
      this.onDamage();
      return new IsovecError("IndexUnavailable", `The index ${this.file} is damaged: ${message}.`, {
        remedy: "Start again: the file is then moved aside and the index built anew.",
        cause: error,
      });
    }
    if (/SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|PERM)|ConnectionFailed/.test(`${codeOf(error)} ${message}`)) {
      return new IsovecError(
        "IndexUnavailable",
        `The index ${this.file} cannot be read or written: ${message}.`,
        {
          remedy: "Check the disk's free space and the folder's permissions, or name another with `--state`.",
          cause: error,
        },
      );
    }
    return error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
