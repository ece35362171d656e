import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

const files = 240;
const quickSpace = { ...testingSpace("quick"), normalized: true };

describe("the tier that answers by meaning until the model has come to a chunk", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  let quick: TestingEmbedder;
  let notices: string[];

  const open = async (model: TestingEmbedder) => {
    quick = new TestingEmbedder(quickSpace);
    notices = [];
    return openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: testingSpace(),
      embedder: model,
      quickTier: { vectorSpace: quickSpace, embedder: async () => quick },
      onNotice: (sentence) => notices.push(sentence),
    });
  };
  const paths = async (query: string) =>
    (await index.search({ query, limit: 5, mode: "semantic" })).map(({ path }) => path);
  const tiers = () =>
    index.status().tiers?.map(({ tier, done, pending }) => `${tier} ${done}+${pending}`) ?? [];

  beforeEach(() => {
    workspace = new Workspace();
    for (let n = 0; n < files; n++)
      workspace.write(`src/word${n}.ts`, `export const value = ${n};\n`, 60 + n);
  });
  afterEach(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  it("covers everything before the engine is even loaded, and says so", async () => {
    index = await open(new TestingEmbedder(testingSpace(), () => Promise.reject(new Error("no engine"))));
    await expect(index.refresh()).rejects.toThrow("no engine");
    expect(tiers()).toEqual([`lexical ${files}+0`, `static ${files}+0`, `model 0+${files}`]);
    expect(await paths("word 17 value")).toContain("src/word17.ts");
  });

  it("answers beside the model for the chunks that it has not come to, and only for those", async () => {
    let calls = 0;
    const cancelling = new AbortController();
    const model = new TestingEmbedder(testingSpace(), async () => {
      if (++calls === 2) cancelling.abort();
    });
    index = await open(model);
    await expect(index.refresh({ signal: cancelling.signal })).rejects.toMatchObject({ name: "Cancelled" });
    const { embedded } = index.status();
    expect(embedded).toBeGreaterThan(0);
    expect(embedded).toBeLessThan(files);
    // The newest files go first.
    const [newest, oldest] = ["src/word0.ts", `src/word${files - 1}.ts`];
    expect(await paths("word 0 value")).toContain(newest);
    expect(await paths(`word ${files - 1} value`)).toContain(oldest);
    for (const query of ["word 0 value", `word ${files - 1} value`]) {
      const found = await paths(query);
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it("goes when the model has come to everything, and is not asked for a few changed files", async () => {
    index = await open(new TestingEmbedder());
    await index.refresh();
    expect(quick.documents).toHaveLength(files);
    expect(tiers()).toEqual([`lexical ${files}+0`, `static ${files}+0`, `model ${files}+0`]);
    workspace.write("src/changed.ts", "export const changed = 1;\n");
    await index.refresh();
    await paths("changed");
    expect(quick.documents).toHaveLength(files);
  });

  it("fails alone: the model's vectors come all the same, and one notice says what is wrong", async () => {
    index = await open(new TestingEmbedder());
    quick.embed = () => Promise.reject(new Error("no process"));
    expect(await index.refresh()).toMatchObject({ embedded: files });
    expect(notices).toEqual(["The quick tier of search is not there: no process"]);
  });
});
