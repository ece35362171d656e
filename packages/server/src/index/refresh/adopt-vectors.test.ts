import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";

const count = 30;

describe("the same text elsewhere", () => {
  let workspace: Workspace;
  let clone: Workspace;
  const open: CodeIndex[] = [];

  const index = async (root: string, name: string, embedder: TestingEmbedder) => {
    const opened = await openCodeIndex({
      root,
      stateDirectory: join(workspace.state, name),
      vectorSpace: embedder.vectorSpace,
      embedder,
    });
    open.push(opened);
    return opened;
  };
  const fill = ({ write }: { write: (path: string, content: string) => void }) => {
    for (let n = 0; n < count; n++) write(`src/word${n}.ts`, `export const value = ${n};\n`);
  };

  beforeEach(async () => {
    [workspace, clone] = [new Workspace(), new Workspace()];
    for (const each of [workspace, clone]) fill({ write: (path, content) => each.write(path, content) });
    await (await index(workspace.root, "first", new TestingEmbedder())).refresh();
  });
  afterEach(async () => {
    for (const opened of open.splice(0)) await opened.close();
    for (const each of [workspace, clone]) each[Symbol.dispose]();
  });

  it("is not embedded again in a second clone, and what is new there is", async () => {
    clone.write("src/new.ts", "export const fresh = 1;\n");
    const embedder = new TestingEmbedder();
    const second = await index(clone.root, "second", embedder);
    expect(await second.refresh()).toMatchObject({ chunks: count + 1, embedded: 1 });
    expect(embedder.documents).toEqual(["new\nexport const fresh = 1;"]);
    const ask = (of: CodeIndex) => of.search({ query: "word 7 value", limit: 5, mode: "semantic" });
    expect((await ask(second))[0]?.path).toBe("src/word7.ts");
  });

  it("is not embedded again on another branch, nor after a way back", async () => {
    const embedder = new TestingEmbedder();
    const root = clone.root;
    clone.git("init", "--quiet", "--initial-branch=main");
    clone.git("add", ".");
    clone.git("commit", "--quiet", "--message", "all");
    const second = await index(root, "second", embedder);
    await second.refresh();
    clone.git("switch", "--quiet", "--create", "other");
    clone.write("src/word1.ts", "export const branched = 1;\n");
    clone.git("commit", "--quiet", "--all", "--message", "other");
    expect(await second.refresh()).toMatchObject({ embedded: 1 });
    clone.git("switch", "--quiet", "main");
    expect(await second.refresh()).toMatchObject({ embedded: 0 });
    clone.git("worktree", "add", "--quiet", join(clone.state, "tree"), "other");
    const third = await index(join(clone.state, "tree"), "third", embedder);
    expect(await third.refresh()).toMatchObject({ chunks: count, embedded: 0 });
    expect(embedder.documents).toHaveLength(1);
  });

  it("moves with its file: a folder that says nothing costs nothing, one that does embeds its own chunks", async () => {
    const embedder = new TestingEmbedder();
    const second = await index(clone.root, "second", embedder);
    await second.refresh();
    clone.write("lib/keep.ts", "export {};\n");
    renameSync(join(clone.root, "src", "word3.ts"), join(clone.root, "lib", "word3.ts"));
    clone.remove("lib/keep.ts");
    expect(await second.refresh()).toMatchObject({ chunks: count, embedded: 0 });
    const hits = await second.search({ query: "word 3 value", limit: 1, mode: "semantic" });
    expect(hits[0]?.path).toBe("lib/word3.ts");
  });

  it("in another space, or in an index that cannot be read, is of no use and no harm", async () => {
    const other = new TestingEmbedder(testingSpace("another"));
    expect(await (await index(clone.root, "second", other)).refresh()).toMatchObject({ embedded: count });
    await open.shift()?.close();
    // Another file in its place: a connection that was closed may move what is left into its own when it is collected.
    for (const suffix of ["", "-wal", "-shm"]) {
      rmSync(join(workspace.state, "first", `index.sqlite${suffix}`), { force: true });
    }
    writeFileSync(join(workspace.state, "first", "index.sqlite"), "not a database ".repeat(1_000));
    const third = await index(clone.root, "third", new TestingEmbedder());
    expect(await third.refresh()).toMatchObject({ embedded: count });
  });
});
