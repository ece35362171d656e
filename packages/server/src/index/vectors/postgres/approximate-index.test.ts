import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PostgresServer } from "../../testing/postgres-server.ts";
import { ContentVectors } from "./content-vectors.ts";
import { Database } from "./database.ts";
import { parseStoreAddress } from "./store-address.ts";

const dimensions = 8;
const rows = 10_000;
const space = { id: "space", model: "made-up", dimensions };

describe("a workspace of many vectors", () => {
  let server: PostgresServer;
  let content: ContentVectors;

  beforeAll(async () => {
    server = await PostgresServer.start();
    const database = new Database(parseStoreAddress(server.url, "the test"));
    content = new ContentVectors({ reader: database, writer: database }, { space, workspace: "team" });
    const { table, workspace } = await content.tables();
    const components = Array.from({ length: dimensions }, () => "random() - 0.5").join(",");
    await server.database.exec(`SELECT setseed(0.5);
      INSERT INTO ${table} (workspace, sha256, vector)
      SELECT ${workspace}, sha256(n::text::bytea), ARRAY[${components}]::real[]::halfvec
      FROM generate_series(1, ${rows - 1}) AS n`);
  }, 60_000);
  afterAll(async () => {
    await content.close();
    await server[Symbol.asyncDispose]();
  });

  /** How often the index was used. */
  const scans = async () => {
    await server.database.exec("SELECT pg_stat_force_next_flush()");
    const { rows } = await server.database.query<{ n: number }>(
      "SELECT idx_scan::int AS n FROM pg_stat_user_indexes WHERE indexrelname = 'vectors_1_1_hnsw'",
    );
    return rows[0]?.n ?? Number.NaN;
  };

  it("has an HNSW index from 10,000 on, which finds what comparing all of them finds", async () => {
    expect(await content.buildIndex()).toBe(false);
    const query = Float32Array.from({ length: dimensions }, (_, at) => Math.cos(at));
    await content.keep(new Map([["0".repeat(64), query]]));
    const exact = await content.nearest(query, 50);
    expect(await content.buildIndex()).toBe(true);
    const scansBefore = await scans();
    const found = await content.nearest(query, 50);
    expect(await scans()).toBe(scansBefore + 1);
    expect(found[0]).toMatchObject({ hash: "0".repeat(64) });
    const expected = new Set(exact.map(({ hash }) => hash));
    expect(found.filter(({ hash }) => expected.has(hash)).length).toBeGreaterThanOrEqual(45);
    expect(await content.buildIndex()).toBe(true);
  });

  it("has an index that was left half built dropped and built again", async () => {
    await server.database.exec(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'isovec.vectors_1_1_hnsw'::regclass",
    );
    expect(await content.buildIndex()).toBe(true);
    const { rows: state } = await server.database.query(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = 'isovec.vectors_1_1_hnsw'::regclass",
    );
    expect(state).toEqual([{ indisvalid: true }]);
  });
});
