import { describe, expect, it } from "vitest";
import { type NodeSqlite, openNodeSqlite, openSqlite, type SqliteDatabase } from "./sqlite.ts";

const nodeSqlite = process.getBuiltinModule("node:sqlite") as NodeSqlite | undefined;
const without = nodeSqlite === undefined ? ` (skipped: Node.js ${process.versions.node} has none)` : "";

/** What a connection relies on, of whichever library. */
function holdsWhatAConnectionNeeds(open: (file: string) => SqliteDatabase): void {
  it("counts changes and returns blobs as they were", () => {
    const database = open(":memory:");
    database.exec("CREATE TABLE vectors (id INTEGER PRIMARY KEY, bytes BLOB, title TEXT)");
    const insert = database.prepare("INSERT INTO vectors (bytes, title) VALUES (?, ?)");
    expect(insert.run([new Uint8Array([1, 2, 255]).subarray(1), "two"]).changes).toBe(1);
    const [row] = database.prepare("SELECT * FROM vectors WHERE title = ?").all(["two"]);
    expect(row).toEqual({ id: 1, bytes: new Uint8Array([2, 255]).buffer, title: "two" });
    database.close();
  });

  it("tells the id of an inserted row, and that none was inserted", () => {
    const database = open(":memory:");
    database.exec("CREATE TABLE texts (id INTEGER PRIMARY KEY, title TEXT UNIQUE)");
    const insert = database.prepare("INSERT INTO texts (title) VALUES (?) ON CONFLICT (title) DO NOTHING");
    expect(["one", "two"].map((title) => Number(insert.run([title]).lastInsertRowid))).toEqual([1, 2]);
    expect(insert.run(["one"]).changes).toBe(0);
    database.close();
  });

  it("searches words", () => {
    const database = open(":memory:");
    database.exec("CREATE VIRTUAL TABLE words USING fts5 (text)");
    database.prepare("INSERT INTO words VALUES (?)").run(["the last token"]);
    expect(database.prepare("SELECT rowid FROM words WHERE words MATCH ?").all(["token"])).toHaveLength(1);
    database.close();
  });

  it("names what went wrong", () => {
    expect(() => open("/nowhere/at/all/index.db").exec("SELECT 1")).toThrowError(
      expect.objectContaining({ message: expect.stringMatching(/unable to open|ConnectionFailed/i) }),
    );
  });
}

describe("SQLite by libsql", () => {
  holdsWhatAConnectionNeeds(openSqlite);
});

describe.runIf(nodeSqlite !== undefined)(`SQLite by Node.js${without}`, () => {
  holdsWhatAConnectionNeeds((file) => {
    if (nodeSqlite === undefined) throw new Error("Node.js has no SQLite.");
    return openNodeSqlite(nodeSqlite, file);
  });
});
