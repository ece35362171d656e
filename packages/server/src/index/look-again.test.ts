import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

const files = 100;

describe("what is saved while a refresh embeds", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  /** Done by the engine before its next call. */
  let meanwhile: (() => Promise<void>)[];

  beforeEach(async () => {
    workspace = new Workspace();
    meanwhile = [];
    for (let n = 0; n < files; n++) workspace.write(`word${n}.ts`, `export const value = ${n};\n`);
    const embedder = new TestingEmbedder(testingSpace(), async () => meanwhile.shift()?.());
    index = await openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: testingSpace(),
      embedder,
    });
  });
  afterEach(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  const find = (query: string) => index.search({ query, limit: 3, mode: "lexical" });

  it("is found by its words at once, and embedded before the refresh ends", async () => {
    const found: (string | undefined)[] = [];
    meanwhile = [
      async () => {
        workspace.write("saved.ts", "export const freshlySaved = 1;\n");
        workspace.remove("word7.ts");
        await index.lookAgain();
        found.push((await find("freshly saved"))[0]?.path);
      },
      async () => {
        await Promise.all([index.lookAgain(), index.lookAgain()]);
      },
    ];
    expect(await index.refresh()).toMatchObject({ files, chunks: files });
    expect(found).toEqual(["saved.ts"]);
    expect(index.status()).toMatchObject({ state: "idle", pending: 0, errors: [] });
    const hits = await index.search({ query: "freshly saved", limit: 1, mode: "semantic" });
    expect(hits[0]?.path).toBe("saved.ts");
  });

  it("is found at once when it is known which file it is", async () => {
    await index.refresh();
    const first = async (query: string) => (await find(query))[0]?.path;
    workspace.write("word3.ts", "export const freshlySaved = 1;\n", 0);
    workspace.write("folder/quiteNew.ts", "export const quiteNew = 1;\n");
    await index.lookAt("word3.ts");
    await index.lookAt("folder/quiteNew.ts");
    expect(await first("freshly saved")).toBe("word3.ts");
    expect(await first("quite new")).toBe("folder/quiteNew.ts");
    // Embedding them is for the refresh.
    expect(index.status()).toMatchObject({ state: "idle", files: files + 1, pending: 2 });
    expect(await index.refresh()).toMatchObject({ files: files + 1, embedded: 2 });
  });

  it("is left alone where discovery would leave it out, or the file is as it was or gone", async () => {
    workspace.write(".isovecignore", "secret*\n");
    await index.refresh();
    const { generation, files: before } = index.status();
    workspace.write("secretPlan.ts", "export const secretPlan = 1;\n");
    workspace.write(".env", "SECRET_PLAN=1\n");
    workspace.remove("word7.ts");
    for (const path of ["secretPlan.ts", ".env", "word7.ts", "word8.ts", "never.ts"])
      await index.lookAt(path);
    const found = (await find("secret plan")).map(({ path }) => path);
    expect(found).toEqual([".isovecignore"]);
    expect(index.status()).toMatchObject({ generation, files: before });
  });

  it("does not keep an index from being paused or closed", async () => {
    meanwhile = [
      async () => {
        workspace.write("saved.ts", "export const freshlySaved = 1;\n");
        void index.lookAgain();
        void index.pause();
      },
    ];
    await index.refresh();
    expect(index.status().state).toBe("paused");
    await index.lookAgain();
    index.resume();
    expect(await index.refresh()).toMatchObject({ files: files + 1 });
    expect(index.status().pending).toBe(0);
  });
});
