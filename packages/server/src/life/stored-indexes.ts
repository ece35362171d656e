import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { IsovecError } from "@isovec/core";
import { Connection } from "../index/store/connection.ts";
import { bytesOf, databaseFile } from "../index/store/database-file.ts";
import { readSpaceKey } from "../index/store/marked-space.ts";
import { schemaVersion } from "../index/store/schema.ts";

export interface StoredSpace {
  readonly id: string;
  /** The shared store that has the vectors; they lie in the index itself where it is left out. */
  readonly store?: string;
  /** Chunks that have their vector in the space. */
  readonly embedded: number;
}

export interface StoredIndex {
  /** The folder that is indexed; unknown to an index that was last opened before this was noted. */
  readonly root?: string;
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  readonly chunks: number;
  /** Those that hold vectors. */
  readonly spaces: readonly StoredSpace[];
  /** Why it cannot be read. */
  readonly problem?: string;
}

function count(connection: Connection, sql: string): number {
  return connection.get<{ n: number }>(sql)?.n ?? 0;
}

function describe(connection: Connection): Omit<StoredIndex, "path" | "bytes"> {
  const version = connection.get<{ user_version: number }>("PRAGMA user_version")?.user_version;
  if (version !== schemaVersion) throw new IsovecError("IndexUnavailable", `Its format is ${version}.`);
  const root = connection.get<{ value: string }>("SELECT value FROM settings WHERE name = 'root'")?.value;
  return {
    ...(root !== undefined && { root }),
    files: count(connection, "SELECT count(*) AS n FROM files WHERE sha256 IS NOT NULL AND skipped IS NULL"),
    chunks: count(connection, "SELECT count(*) AS n FROM chunks"),
    spaces: connection
      .all<{ key: string; embedded: number }>(
        `SELECT s.key, count(v.id) AS embedded FROM spaces s
       LEFT JOIN (vectors v JOIN chunks c ON c.text_id = v.text_id) ON v.space_id = s.id
       GROUP BY s.id HAVING embedded > 0 ORDER BY s.id`,
      )
      .map(({ key, embedded }) => ({ ...readSpaceKey(key), embedded })),
  };
}

/** The indexes under a state folder, by path. Only reads: a damaged one is named and left as it is. */
export function storedIndexes(place: string): StoredIndex[] {
  if (!existsSync(place)) return [];
  const indexes: StoredIndex[] = [];
  for (const name of readdirSync(place).sort()) {
    const path = databaseFile(join(place, name));
    if (!existsSync(path)) continue;
    const found = { path, bytes: bytesOf(path) };
    let connection: Connection | undefined;
    try {
      connection = new Connection(path, () => undefined);
      indexes.push({ ...found, ...describe(connection) });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      indexes.push({ ...found, files: 0, chunks: 0, spaces: [], problem });
    } finally {
      connection?.close();
    }
  }
  return indexes;
}
