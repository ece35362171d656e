import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { IsovecError } from "@isovec/core";
import { Connection } from "./connection.ts";
import { databaseFile } from "./database-file.ts";
import type { IndexStore } from "./index-store.ts";
import { schemaVersion } from "./schema.ts";
import type { HashedVector } from "./vector-records.ts";

/** The index of another folder, only read. */
export interface Sibling {
  /** The vectors of texts, by their hashes; nothing once the index turns out to be unreadable. */
  vectorsOf(hashes: readonly Uint8Array[]): HashedVector[];
  close(): void;
}

/** Nobody looks into more: each costs an open file and a look. Those that were written last come first. */
const mostSiblings = 32;

function databasesBeside(file: string): string[] {
  const own = dirname(file);
  const place = dirname(own);
  try {
    return readdirSync(place, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && join(place, entry.name) !== own)
      .map(({ name }) => databaseFile(join(place, name)))
      .flatMap((database) => {
        const written = statSync(database, { throwIfNoEntry: false })?.mtimeMs;
        return written === undefined ? [] : [{ database, written }];
      })
      .sort((a, b) => b.written - a.written)
      .slice(0, mostSiblings)
      .map(({ database }) => database);
  } catch {
    return [];
  }
}

function open(file: string, spaceKey: string, dimensions: number): Sibling | undefined {
  let connection: Connection | undefined;
  try {
    // What is wrong with another folder's index is found and told where that folder is opened.
    connection = new Connection(file, () => undefined);
    const version = connection.get<{ user_version: number }>("PRAGMA user_version")?.user_version;
    const space =
      version === schemaVersion &&
      connection.get<{ id: number; dimensions: number }>(
        "SELECT id, dimensions FROM spaces WHERE key = ?",
        spaceKey,
      );
    if (!space || space.dimensions !== dimensions) {
      connection.close();
      return undefined;
    }
    return new ReadSibling(connection, space.id, dimensions);
  } catch {
    connection?.close();
    return undefined;
  }
}

class ReadSibling implements Sibling {
  constructor(
    private readonly connection: Connection,
    private readonly spaceId: number,
    private readonly dimensions: number,
  ) {}

  vectorsOf(hashes: readonly Uint8Array[]): HashedVector[] {
    const names = JSON.stringify(hashes.map((hash) => Buffer.from(hash).toString("hex")));
    try {
      return this.connection
        .all<{ sha256: ArrayBuffer; vector: ArrayBuffer }>(
          `SELECT t.sha256, v.vector FROM json_each(?) AS given
           JOIN texts t ON t.sha256 = unhex(given.value)
           JOIN vectors v ON v.text_id = t.id AND v.space_id = ?`,
          ...[names, this.spaceId],
        )
        .filter(({ vector }) => vector.byteLength === this.dimensions * Float32Array.BYTES_PER_ELEMENT)
        .map(({ sha256, vector }) => ({
          sha256: new Uint8Array(sha256),
          vector: new Float32Array(vector),
        }));
    } catch (error) {
      if (!IsovecError.is(error)) throw error;
      return [];
    }
  }

  close(): void {
    this.connection.close();
  }
}

/** The other indexes under the same place that have vectors of this one's space, each open only while it is looked at. */
export function* openSiblings({ connection, vectors }: IndexStore): Iterable<Sibling> {
  for (const file of databasesBeside(connection.file)) {
    const sibling = open(file, vectors.spaceKey, vectors.dimensions);
    if (sibling !== undefined) yield sibling;
  }
}
