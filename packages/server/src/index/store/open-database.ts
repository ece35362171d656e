import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import { Connection, isDamage } from "./connection.ts";
import { databaseFile } from "./database-file.ts";
import { schema, schemaVersion } from "./schema.ts";

const sidecars: readonly string[] = ["", "-wal", "-shm"];

/** A file beside the index that says: found damaged while in use. */
function damageMark(file: string): string {
  return `${file}.damaged`;
}

function connect(file: string): Connection {
  return new Connection(file, () => {
    try {
      writeFileSync(damageMark(file), "");
    } catch {
      // Without the mark the damage is found again by the next one who meets it.
    }
  });
}

async function enterWalMode(connection: Connection): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      connection.exec("PRAGMA journal_mode = WAL");
      // In WAL mode a killed process loses nothing committed; only a power cut may take the last moments.
      connection.exec("PRAGMA synchronous = NORMAL");
      return;
    } catch (error) {
      // Two processes that open a new file at once: SQLite does not wait here by itself.
      if (!(IsovecError.is(error) && error.retryable) || attempt === 40) throw error;
      await setTimeout(25);
    }
  }
}

function versionOf(connection: Connection): number {
  return connection.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}

function refuseForeign(connection: Connection, version: number): void {
  if (version > schemaVersion) {
    throw new IsovecError(
      "IndexUnavailable",
      `The index ${connection.file} was written by a newer Isovec (format ${version}, this one knows ${schemaVersion}).`,
      { remedy: "Update Isovec, or name another folder with `--state`." },
    );
  }
  const tables = connection.get<{ count: number }>("SELECT count(*) AS count FROM sqlite_schema")?.count ?? 0;
  if (version === 0 && tables > 0) {
    throw new IsovecError(
      "IndexUnavailable",
      `${connection.file} is a database, but not an index of Isovec.`,
      {
        remedy: "Name another folder with `--state`.",
      },
    );
  }
}

async function openSound(file: string): Promise<Connection> {
  const connection = connect(file);
  try {
    refuseForeign(connection, versionOf(connection));
    // Two vectors of 384 components would leave a quarter of a usual page of 4 KiB empty. A file keeps its first size.
    connection.exec("PRAGMA page_size = 8192");
    await enterWalMode(connection);
    if (versionOf(connection) === 0) {
      await connection.write(() => {
        // Another process may have been first.
        if (versionOf(connection) === 0) connection.exec(schema);
      });
    }
    // Touches the schema of every table, which a cut-off file does not survive.
    connection.all("SELECT name FROM settings LIMIT 1");
    connection.all("SELECT rowid FROM words LIMIT 1");
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Moves a damaged index out of the way, over the one before it: what it held can be made again. */
function moveAside(file: string): string {
  const aside = file.replace(/\.sqlite$/, ".damaged.sqlite");
  for (const suffix of sidecars) rmSync(aside + suffix, { force: true });
  for (const suffix of sidecars) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  rmSync(damageMark(file), { force: true });
  return aside;
}

/**
 * Opens or makes the database of a state folder. A damaged one is moved aside and a new one made, and `onNotice` is
 * told so in a sentence.
 * @throws IsovecError `IndexUnavailable` when it is of a newer format, not ours, or cannot be read or written
 */
export async function openDatabase(
  stateDirectory: string,
  onNotice: (sentence: string) => void,
): Promise<Connection> {
  const file = databaseFile(stateDirectory);
  if (!existsSync(damageMark(file))) {
    try {
      return await openSound(file);
    } catch (error) {
      if (!(IsovecError.is(error) && isDamage(error.cause))) throw error;
    }
  }
  const aside = moveAside(file);
  onNotice(`The index ${file} was damaged. It has been moved to ${aside} and is built anew.`);
  return openSound(file);
}
