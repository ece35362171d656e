import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";

describe("isovec with a store that a team shares", () => {
  let folder: string;
  let config: string;
  let place: string;
  let database: PGlite;
  let socket: PGLiteSocketServer;

  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector } });
    socket = new PGLiteSocketServer({ db: database, port: 0, host: "127.0.0.1", maxConnections: 8 });
    await socket.start();
    place = `127.0.0.1:${socket.getServerConn().split(":").pop()}/postgres`;
    folder = mkdtempSync(join(tmpdir(), "isovec-store-"));
    for (const clone of ["first", "second"]) {
      mkdirSync(join(folder, clone));
      writeFileSync(
        join(folder, clone, "price.ts"),
        "export const roundPrice = (price: number) => Math.round(price);\n",
      );
      writeFileSync(
        join(folder, clone, "queue.ts"),
        "export const takeNext = (queue: string[]) => queue.shift();\n",
      );
    }
    config = join(folder, "own.json");
    const store = { url: `postgres://anna:secret@${place}`, vectors: "remote", workspace: "demo" };
    writeFileSync(config, JSON.stringify({ store }));
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.close();
  });

  const run = (command: readonly string[], clone: string) =>
    runIsovec([...command, "--state", join(folder, `state of ${clone}`), "--config", config]);
  const search = (clone: string) =>
    run(["search", "round a number", "--path", join(folder, clone), "--json"], clone);

  it("embeds what nobody has embedded, and nothing for the colleague", async () => {
    const index = (clone: string) => run(["index", "--path", join(folder, clone), "--json"], clone);
    expect(JSON.parse((await index("first")).stdout)).toMatchObject({ chunks: 2, embedded: 2 });
    const { stdout, stderr } = await index("second");
    expect(JSON.parse(stdout), stderr).toMatchObject({ chunks: 2, embedded: 0 });
    expect(JSON.parse((await search("second")).stdout).results[0]).toMatchObject({ path: "price.ts" });
  });

  it("names the store in its status, and no password", async () => {
    const { stdout } = await run(["status"], "first");
    expect(stdout).toContain(`Store\n  ${place}, PostgreSQL`);
    expect(stdout).toContain(`100 % at ${place} in space`);
    expect(stdout).toMatch(/2 vectors of all-MiniLM-L6-v2-code in space [0-9a-f]{12}/);
    const { store } = JSON.parse((await run(["status", "--json"], "first")).stdout);
    expect(store).toMatchObject({ place, vectors: "remote", workspaces: 1, spaces: [{ vectors: 2 }] });
    expect(stdout + JSON.stringify(store)).not.toContain("secret");
  });

  it("takes none from the folder that is searched", async () => {
    const own = join(folder, "first", "isovec.json");
    writeFileSync(own, JSON.stringify({ store: { url: "postgres://elsewhere/code" } }));
    const { status, stderr } = await search("first");
    rmSync(own);
    expect(status).toBe(1);
    expect(stderr).toContain("a workspace may not set store");
  });

  it("answers when the store has gone, and says so in one line", async () => {
    await socket.stop();
    const { status, stdout, stderr } = await search("second");
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ path: "price.ts" });
    expect(stderr.match(/The vector store .* cannot be reached/g)).toHaveLength(1);
    expect(stderr).toContain(place);
    expect(stderr).not.toContain("secret");
    expect((await run(["status"], "first")).stdout).toContain(`The vector store ${place} cannot be reached`);
  });
});
