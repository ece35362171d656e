import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { clearIndex } from "./store/clear-index.ts";
import { IndexStore } from "./store/index-store.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

/** Built by `npm run build`: a plain process cannot read TypeScript. */
const program = fileURLToPath(new URL("../../dist/index/testing/refresh-process.js", import.meta.url));

describe("an index that is paused or emptied", () => {
  let workspace: Workspace;
  let embedder: TestingEmbedder;
  let index: CodeIndex;
  /** What an engine's call waits for. */
  let beforeCall: () => Promise<void>;
  let other: ChildProcess | undefined;

  const open = (space = testingSpace()) => {
    embedder = new TestingEmbedder(space, () => beforeCall());
    const { root, state } = workspace;
    return openCodeIndex({ root, stateDirectory: state, vectorSpace: space, embedder });
  };
  const paths = async (query: string, mode: "semantic" | "lexical", from = index) =>
    (await from.search({ query, limit: 10, mode })).map(({ path }) => path);

  beforeEach(async () => {
    beforeCall = async () => undefined;
    workspace = new Workspace();
    for (let n = 0; n < 100; n++) workspace.write(`file${n}.ts`, `export const value${n} = ${n};\n`);
    index = await open();
  });
  afterEach(async () => {
    other?.kill("SIGKILL");
    other = undefined;
    await index.close();
    workspace[Symbol.dispose]();
  });

  it("answers searches while it is paused, sees nothing new, and goes on when it is resumed", async () => {
    await index.refresh();
    await index.pause();
    workspace.write("later.ts", "export const volcano = 1;\n");
    expect(await index.refresh()).toMatchObject({ files: 100, embedded: 0, errors: [] });
    expect(index.status()).toMatchObject({ state: "paused", files: 100, pending: 0 });
    expect((await paths("value17", "lexical"))[0]).toBe("file17.ts");
    expect(await paths("volcano", "lexical")).toEqual([]);
    index.resume();
    expect(index.status().state).toBe("idle");
    expect(await index.refresh()).toMatchObject({ files: 101, embedded: 1 });
    expect(await paths("volcano", "lexical")).toEqual(["later.ts"]);
  });

  it("ends a run under way when it is paused, keeps what that has done, and is no error for who waits", async () => {
    let calls = 0;
    let pausing: Promise<void> | undefined;
    beforeCall = async () => {
      if (++calls === 2) pausing = index.pause();
    };
    const report = await index.refresh();
    await pausing;
    const { state, embedded, pending } = index.status();
    expect({ state, calls }).toEqual({ state: "paused", calls: 2 });
    expect(embedded).toBeGreaterThan(0);
    expect(pending).toBeGreaterThan(0);
    expect(report).toMatchObject({ files: 100, chunks: 100, embedded });
    index.resume();
    expect(await index.refresh()).toMatchObject({ embedded: pending });
  });

  it("is empty when it was emptied, and answers as before when it was built anew", async () => {
    await index.refresh();
    const before = await Promise.all([paths("value17", "semantic"), paths("value17", "lexical")]);
    await index.clear();
    expect(index.status()).toMatchObject({ state: "idle", files: 0, chunks: 0, embedded: 0, pending: 0 });
    expect(await paths("value17", "semantic")).toEqual([]);
    expect(await paths("value17", "lexical")).toEqual([]);
    expect(await index.refresh()).toMatchObject({ files: 100, embedded: 100 });
    expect(await Promise.all([paths("value17", "semantic"), paths("value17", "lexical")])).toEqual(before);
    expect(new Set(before[0]).size).toBe(10);
  });

  it("keeps the vectors of other spaces, and is followed by who reads the same database", async () => {
    await index.refresh();
    const reader = await open();
    expect(await paths("value17", "semantic", reader)).toContain("file17.ts");
    const elsewhere = await open(testingSpace("other"));
    await elsewhere.refresh();
    await index.clear();
    await index.refresh();
    expect(await paths("value17", "semantic", reader)).toHaveLength(10);
    expect(await elsewhere.refresh()).toMatchObject({ files: 100, embedded: 0 });
    for (const opened of [reader, elsewhere]) await opened.close();
  });

  it.each([1, 2, 3, 4])(
    "is made whole by the next refresh when emptying it ended after step %i",
    async (steps) => {
      await index.refresh();
      const store = await IndexStore.open(workspace.state, testingSpace(), () => undefined);
      const write = store.connection.write.bind(store.connection);
      let done = 0;
      store.connection.write = (work) => {
        if (done++ === steps) throw new Error("killed");
        return write(work);
      };
      await expect(clearIndex(store)).rejects.toThrow("killed");
      store.close();
      expect(await index.refresh()).toMatchObject({ files: 100, chunks: 100 });
      expect(index.status()).toMatchObject({ embedded: 100, pending: 0 });
      for (const mode of ["semantic", "lexical"] as const) {
        expect((await paths("value17", mode))[0]).toBe("file17.ts");
      }
    },
  );

  it("begins a run under way anew", async () => {
    let calls = 0;
    let clearing: Promise<void> | undefined;
    beforeCall = async () => {
      if (++calls === 2) clearing = index.clear();
    };
    expect(await index.refresh()).toMatchObject({ files: 100, embedded: 100 });
    await clearing;
    expect(embedder.documents.length).toBeGreaterThan(100);
    expect(index.status()).toMatchObject({ state: "idle", embedded: 100, pending: 0 });
  });

  it("stays empty while it is paused", async () => {
    await index.refresh();
    await index.pause();
    await index.clear();
    await index.refresh();
    expect(index.status()).toMatchObject({ state: "paused", files: 0 });
  });

  it("is not emptied while another process embeds for it", async () => {
    other = spawn(process.execPath, [program, workspace.root, workspace.state, "600000"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const store = await IndexStore.open(workspace.state, testingSpace(), () => undefined);
    await expect
      .poll(() => store.claims.ofOthers().size, { interval: 20, timeout: 20_000 })
      .toBeGreaterThan(0);
    store.close();
    await expect(index.clear()).rejects.toMatchObject({ name: "IndexBusy", retryable: true });
    expect(index.status().files).toBe(100);
    other.kill("SIGKILL");
    await once(other, "exit");
    await index.clear();
    expect(index.status().files).toBe(0);
  });
});
