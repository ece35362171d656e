import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import { parseStoreAddress } from "./postgres/store-address.ts";
import type { SharedStore } from "./shared-store.ts";

const count = 30;

describe("a store that a team shares", () => {
  let server: PostgresServer;
  let clones: Workspace[];
  let notices: string[];
  const open: CodeIndex[] = [];

  const clone = () => {
    const workspace = new Workspace();
    for (let n = 0; n < count; n++) workspace.write(`src/word${n}.ts`, `export const value = ${n};\n`);
    clones.push(workspace);
    return workspace;
  };
  const store = (vectors: SharedStore["vectors"]): SharedStore => ({
    address: parseStoreAddress(server.url, "the test"),
    vectors,
    workspace: "team",
  });
  const index = async (
    workspace: Workspace,
    vectors: SharedStore["vectors"],
    embedder: TestingEmbedder,
    options: { readonly name?: string; readonly shared?: SharedStore } = {},
  ) => {
    const opened = await openCodeIndex({
      root: workspace.root,
      stateDirectory: join(workspace.state, options.name ?? "index"),
      vectorSpace: embedder.vectorSpace,
      embedder,
      shared: options.shared ?? store(vectors),
      onNotice: (notice) => notices.push(notice),
    });
    open.push(opened);
    return opened;
  };
  const best = async (of: CodeIndex, query: string) =>
    (await of.search({ query, limit: 5, mode: "semantic" }))[0]?.path;
  const rows = async () =>
    (await server.database.query<{ n: number }>("SELECT count(*)::int AS n FROM isovec.vectors_1")).rows[0]
      ?.n;

  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  beforeEach(() => {
    [clones, notices] = [[], []];
  });
  afterEach(async () => {
    for (const opened of open.splice(0)) await opened.close();
    for (const workspace of clones) workspace[Symbol.dispose]();
    await server.comeBack();
    await server.database.exec("RESET ROLE; DROP SCHEMA IF EXISTS isovec CASCADE");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(["local", "remote"] as const)(
    "spares a colleague all embedding but what is new, with vectors %s",
    async (place) => {
      await (await index(clone(), place, new TestingEmbedder())).refresh();
      expect(await rows()).toBe(count);
      const theirs = clone();
      theirs.write("src/new.ts", "export const fresh = 1;\n");
      const embedder = new TestingEmbedder();
      const second = await index(theirs, place, embedder);
      expect(await second.refresh()).toMatchObject({ chunks: count + 1, embedded: 1 });
      expect(embedder.documents).toEqual(["new\nexport const fresh = 1;"]);
      expect(second.status()).toMatchObject({ embedded: count + 1, pending: 0 });
      expect(await best(second, "word 7 value")).toBe("src/word7.ts");
      expect(await best(second, "fresh")).toBe("src/new.ts");
      expect(await rows()).toBe(count + 1);
      expect(notices).toEqual([]);
    },
  );

  it("holds vectors that one machine does not hold: search, map and packs read them there", async () => {
    const workspace = clone();
    const remote = await index(workspace, "remote", new TestingEmbedder());
    await remote.refresh();
    const local = await index(workspace, "local", new TestingEmbedder(), { name: "local" });
    await local.refresh();
    const ask = (of: CodeIndex) => of.search({ query: "word 7 value lang:ts", limit: 10, mode: "hybrid" });
    expect((await ask(remote)).map(({ path }) => path)).toEqual((await ask(local)).map(({ path }) => path));
    const vectors = [];
    for await (const { vector } of remote.chunks()) if (vector !== undefined) vectors.push(vector);
    expect(vectors).toHaveLength(count);
    const pack = join(workspace.root, "..", "vectors.pack");
    expect(await remote.exportPack(pack)).toMatchObject({ vectors: count });
    // Nothing of them is left in the database here.
    expect(remote.status().embedded).toBe(count);
    await server.leave();
    expect(await remote.search({ query: "word 7 value", limit: 5, mode: "semantic" })).toEqual([]);
  });

  it("may become the only place of the vectors, or be copied from, without embedding anything", async () => {
    const workspace = clone();
    await (await index(workspace, "local", new TestingEmbedder())).refresh();
    for (const place of ["remote", "local"] as const) {
      await open.pop()?.close();
      const embedder = new TestingEmbedder();
      const again = await index(workspace, place, embedder);
      expect(await again.refresh()).toMatchObject({ embedded: 0 });
      expect(embedder.documents).toEqual([]);
      expect(await best(again, "word 7 value")).toBe("src/word7.ts");
      await server.leave();
      expect((await again.search({ query: "word 7", limit: 5, mode: "semantic" })).length > 0).toBe(
        place === "local",
      );
      await server.comeBack();
    }
  });

  it("finds only what the own folder has, whatever others of the team have there", async () => {
    const theirs = clone();
    for (let n = 0; n < 80; n++)
      theirs.write(`lib/other${n}.ts`, `export const other = "word 7 value ${n}";\n`);
    await (await index(theirs, "remote", new TestingEmbedder())).refresh();
    const mine = await index(clone(), "remote", new TestingEmbedder());
    await mine.refresh();
    const hits = await mine.search({ query: "other word 7 value", limit: count, mode: "semantic" });
    expect(hits).toHaveLength(count);
    expect(hits.every(({ path }) => path.startsWith("src/"))).toBe(true);
  });

  it.each(["local", "remote"] as const)(
    "that goes away costs one notice and no search, and gets what was embedded when it is back, with vectors %s",
    async (place) => {
      const workspace = clone();
      const embedder = new TestingEmbedder();
      const own = await index(workspace, place, embedder);
      await server.leave();
      expect(await own.refresh()).toMatchObject({ chunks: count, embedded: count });
      expect(await best(own, "word 7 value")).toBe("src/word7.ts");
      expect(await own.search({ query: "word 7", limit: 5, mode: "hybrid" })).not.toEqual([]);
      expect(notices).toEqual([
        `The vector store 127.0.0.1:${server.port}/postgres cannot be reached: connect ECONNREFUSED 127.0.0.1:${server.port}. ` +
          "Search goes on with what is on this machine. Check the address and the network, or take `store` out of your isovec.json.",
      ]);
      expect(notices.join()).not.toContain("secret");
      await server.comeBack();
      expect(await own.refresh()).toMatchObject({ embedded: 0 });
      expect(await rows()).toBe(count);
      expect(await best(own, "word 7 value")).toBe("src/word7.ts");
      expect(embedder.documents).toHaveLength(count);
      expect(notices).toHaveLength(1);
    },
  );

  it("of another model is a space beside: its vectors never meet those of this one", async () => {
    await (await index(clone(), "local", new TestingEmbedder())).refresh();
    const other = new TestingEmbedder(testingSpace("another"));
    expect(await (await index(clone(), "local", other)).refresh()).toMatchObject({ embedded: count });
    const { rows: spaces } = await server.database.query("SELECT key FROM isovec.spaces ORDER BY id");
    expect(spaces).toEqual([{ key: "testing" }, { key: "another" }]);
  });

  it.each([
    ["was made anew", "DROP SCHEMA isovec CASCADE"],
    ["has dropped the workspace", "DROP TABLE isovec.vectors_1_1; DELETE FROM isovec.workspaces"],
  ])("that %s is filled again from what is here", async (_what, sql) => {
    const workspace = clone();
    const [near, far] = [
      await index(workspace, "local", new TestingEmbedder(), { name: "near" }),
      await index(workspace, "remote", new TestingEmbedder(), { name: "far" }),
    ];
    for (const each of [near, far]) await each.refresh();
    for (const each of open.splice(0)) await each.close();
    await server.database.exec(sql);
    const embedder = new TestingEmbedder();
    expect(await (await index(workspace, "remote", embedder, { name: "far" })).refresh()).toMatchObject({
      embedded: 0,
    });
    // The vectors came from the index beside it.
    expect(await rows()).toBe(count);
  });

  it("may be read by those who may not write it", async () => {
    await server.database.exec("CREATE ROLE reader LOGIN");
    await (await index(clone(), "local", new TestingEmbedder())).refresh();
    await server.database.exec(`
      GRANT USAGE ON SCHEMA isovec TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA isovec TO reader;`);
    const theirs = clone();
    theirs.write("src/new.ts", "export const fresh = 1;\n");
    const second = await index(theirs, "local", new TestingEmbedder());
    await server.database.exec("SET ROLE reader");
    expect(await second.refresh()).toMatchObject({ chunks: count + 1, embedded: 1 });
    expect(notices).toEqual([
      `The vector store 127.0.0.1:${server.port}/postgres may be read and not written: what is embedded here stays here.`,
    ]);
    await server.database.exec("RESET ROLE");
    expect(await rows()).toBe(count);
  });

  it("is asked at a replica where there is one, and written at the server itself", async () => {
    await using replica = await PostgresServer.start();
    const far = { ...store("remote"), replica: parseStoreAddress(replica.url, "the test") };
    // The replica has what the server has but for the last writes.
    await (await index(clone(), "local", new TestingEmbedder())).refresh();
    await (
      await index(clone(), "local", new TestingEmbedder(), {
        shared: { ...store("local"), address: parseStoreAddress(replica.url, "the test") },
      })
    ).refresh();
    const mine = clone();
    mine.write("src/new.ts", "export const fresh = 1;\n");
    const own = await index(mine, "remote", new TestingEmbedder(), { shared: far });
    expect(await own.refresh()).toMatchObject({ embedded: 1 });
    expect(await rows()).toBe(count + 1);
    await server.leave();
    mine.write("src/later.ts", "export const later = 1;\n");
    expect(await own.refresh()).toMatchObject({ embedded: 1 });
    expect(notices).toHaveLength(1);
    expect(await best(own, "word 7 value")).toBe("src/word7.ts");
    expect(await best(own, "later")).toBe("src/later.ts");
  });

  it("keeps no text and no path, and not the path of a folder without a remote", async () => {
    const workspace = clone();
    const { workspace: _team, ...shared } = store("local");
    await (await index(workspace, "local", new TestingEmbedder(), { shared })).refresh();
    const { rows: kept } = await server.database.query("SELECT name FROM isovec.workspaces");
    expect(JSON.stringify(kept)).not.toContain(workspace.root);
    const { rows: columns } = await server.database.query(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'vectors_1' ORDER BY 1",
    );
    expect(columns).toEqual(["sha256", "used_on", "vector", "workspace"].map((name) => ({ name })));
  });
});
