import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Connection } from "../store/connection.ts";
import { LexicalRecords } from "../store/lexical-records.ts";
import { wordsTable } from "../store/schema.ts";
import { lexicalQuery } from "./lexical-query.ts";

describe("the words of a question", () => {
  it("leave out those that tell nothing, unless there are no others", () => {
    const tellsNothing = (phrase: string) => phrase === '"return"' || phrase === '"value"';
    expect(lexicalQuery("where is a password return value", tellsNothing)).toBe('"password"');
    expect(lexicalQuery("return value", tellsNothing)).toBe('"return" OR "value"');
    expect(lexicalQuery("?!", tellsNothing)).toBeUndefined();
  });
});

describe("a word that is everywhere", () => {
  let connection: Connection;
  beforeEach(() => {
    connection = new Connection(":memory:", () => undefined);
    connection.exec(wordsTable);
    connection.exec("CREATE TABLE chunks (id INTEGER PRIMARY KEY)");
  });
  afterEach(() => connection.close());

  /** Chunks that all say `return`, of which every second one and the first say `value`. */
  function fill(count: number): void {
    connection.run(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO chunks SELECT i FROM n",
      count,
    );
    connection.exec(
      `INSERT INTO words (rowid, path, symbols, text)
       SELECT id, '', '', 'return' || iif(id = 1 OR id % 2 = 0, ' value', '') || iif(id % 2 = 1, ' other', '')
       FROM chunks`,
    );
  }

  it("is in more than half of many chunks", () => {
    fill(5_000);
    const words = new LexicalRecords(connection);
    const everywhere = ['"return"', '"value"', '"other"', '"absent"'].map((word) =>
      words.isEverywhere(word, 1),
    );
    expect(everywhere).toEqual([true, true, false, false]);
  });

  it("is asked for again when chunks have come or gone", () => {
    fill(5_000);
    const words = new LexicalRecords(connection);
    expect(words.isEverywhere('"value"', 1)).toBe(true);
    connection.exec("DELETE FROM words WHERE rowid % 2 = 0");
    expect([words.isEverywhere('"value"', 1), words.isEverywhere('"value"', 2)]).toEqual([true, false]);
  });

  it("is none among few chunks", () => {
    fill(4_999);
    expect(new LexicalRecords(connection).isEverywhere('"return"', 1)).toBe(false);
  });
});
