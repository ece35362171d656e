import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCodeIndex } from "../open-code-index.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import { sharedStoreOf } from "./shared-store.ts";

const count = 600;

/** Built by `npm run build`: a plain process cannot read TypeScript. */
const program = fileURLToPath(new URL("../../../dist/index/testing/refresh-process.js", import.meta.url));

describe("an index whose vectors lie at a store", () => {
  let server: PostgresServer;
  let workspace: Workspace;
  beforeAll(async () => {
    server = await PostgresServer.start();
    workspace = new Workspace();
    for (let n = 0; n < count; n++) workspace.write(`src/word${n}.ts`, `export const value = ${n};\n`);
  }, 60_000);
  afterAll(async () => {
    workspace[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  /** Ends the process by a signal that nobody hears, at its n-th step of embedding. */
  async function kill(step: number): Promise<void> {
    const parameters = [program, workspace.root, workspace.state, "600", server.url];
    const child = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit");
    let steps = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (JSON.parse(line).phase === "embedding") steps += 1;
      if (steps === step) child.kill("SIGKILL");
    }
    await exited;
  }

  it("loses none of them when it is killed again and again, and gives each once", async () => {
    for (const step of [3, 3, 4, 3]) await kill(step);
    const embedder = new TestingEmbedder();
    const index = await openCodeIndex({
      ...{ root: workspace.root, stateDirectory: workspace.state, embedder, vectorSpace: testingSpace() },
      shared: sharedStoreOf({ url: server.url, vectors: "remote", workspace: "team" }),
    });
    try {
      expect(await index.refresh()).toMatchObject({ chunks: count });
      // What was kept before was not done again.
      expect(embedder.documents.length).toBeLessThan(count);
      expect(embedder.documents.length).toBeGreaterThan(0);
      expect(index.status()).toMatchObject({ embedded: count, pending: 0 });
      const { rows } = await server.database.query("SELECT count(*)::int AS n FROM isovec.vectors_1_1");
      expect(rows).toEqual([{ n: count }]);
      const hits = await index.search({ query: "word 577 value", limit: 1, mode: "semantic" });
      expect(hits[0]?.path).toBe("src/word577.ts");
    } finally {
      await index.close();
    }
  });
});
