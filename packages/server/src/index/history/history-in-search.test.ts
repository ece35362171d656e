import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex, IndexHit } from "../code-index.ts";
import { openTestingIndex } from "../testing/testing-index.ts";
import { Workspace } from "../testing/workspace.ts";
import { CommitHistory } from "./commit-history.ts";

const question = "how is the clock kept right in a leap second";

describe("a search in a folder with a history", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  const commit = (subject: string, path: string, text: string) => {
    workspace.write(path, text);
    workspace.git("add", ".");
    workspace.git("commit", "--quiet", "--message", subject);
  };
  beforeEach(async () => {
    workspace = new Workspace();
    workspace.git("init", "--quiet");
    commit("Begin", "src/clock.ts", "export const clock = { second: 1, leap: 1 };\n");
    commit("Add the smear", "src/smear.ts", "export const smear = (second: number) => second / 86400;\n");
    index = await openTestingIndex(workspace);
    await index.refresh();
  });
  afterEach(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  const search = (mode: "hybrid" | "lexical" | "semantic" = "hybrid", history?: CommitHistory) =>
    index.search({ query: question, limit: 2, mode, ...(history !== undefined && { history }) });
  const saying = (hits: readonly IndexHit[]) =>
    hits
      .filter(({ why }) => why?.factors.some(({ rule }) => rule === "commits say it"))
      .map(({ path }) => path);

  it("counts what commits said of a file, from the next refresh on", async () => {
    expect(saying(await search())).toEqual([]);
    commit(
      "Keep the clock right in a leap second",
      "src/smear.ts",
      "export const smear = (s: number) => s;\n",
    );
    await index.refresh();
    const hits = await search();
    expect(saying(hits)).toEqual(["src/smear.ts"]);
    expect(saying(await search("lexical"))).toEqual([]);
    expect(saying(await search("semantic"))).toEqual([]);
  });

  it("counts another history where it is given one", async () => {
    const elsewhere = [{ hash: "1", subject: "Keep the clock right", paths: ["src/clock.ts"] }];
    expect(saying(await search("hybrid", new CommitHistory(elsewhere)))).toEqual(["src/clock.ts"]);
  });
});
