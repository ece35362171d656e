import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { testingSpace } from "../testing/testing-embedder.ts";
import { openTestingIndex } from "../testing/testing-index.ts";
import { Workspace } from "../testing/workspace.ts";

const files: Readonly<Record<string, string>> = {
  "src/retry.ts":
    "export function retryCall(call: () => void): void {\n  // back off exponentially\n  call();\n}\n",
  "src/retry.py": "def retry_call(call):\n    call()\n",
  "src/client.ts": "export class Client {\n  retry = true;\n  // LATER back   off\n}\n",
  "test/retry.test.ts": "it('retries', () => {\n  retryCall(() => undefined);\n});\n",
  "docs/retry.md": "# Retry\n\nHow to retry a call.\n",
};

describe("a search with filters", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  beforeAll(async () => {
    workspace = new Workspace();
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    // So many that a list of the best would hold none of the few that are asked for.
    for (let n = 0; n < 300; n++)
      workspace.write(`many/retry${n}.go`, `package many\n\nfunc retry${n}() {}\n`);
    index = await openTestingIndex(workspace);
    await index.refresh();
  });
  afterAll(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  const found = async (query: string, mode: "hybrid" | "semantic" | "lexical" = "hybrid") =>
    [...new Set((await index.search({ query, limit: 20, mode })).map(({ path }) => path))].sort();

  it.each<[string, string[]]>([
    ["retry lang:python", ["src/retry.py"]],
    ["retry lang:ts lang:py -path:test", ["src/client.ts", "src/retry.py", "src/retry.ts"]],
    ["retry path:docs/", ["docs/retry.md"]],
    ["retry path:src/*.ts kind:function", ["src/retry.ts"]],
    ["retry kind:class", ["src/client.ts"]],
    ["retry kind:heading", ["docs/retry.md"]],
    ["retry kind:test", ["test/retry.test.ts"]],
    ["symbol:retryCall", ["src/retry.py", "src/retry.ts"]],
    ['"back off"', ["src/client.ts", "src/retry.ts"]],
    ['retry "back off" -/later/i', ["src/retry.ts"]],
    ["/retry.*\\(call/", ["src/retry.py", "src/retry.ts"]],
    ["retry lang:rust", []],
  ])("%s", async (query, expected) => {
    for (const mode of ["hybrid", "semantic", "lexical"] as const) {
      expect(await found(query, mode), mode).toEqual(expected);
    }
  });

  it("stays within what was said beside the question, whatever the question says", async () => {
    const scope = { include: ["src/**", "docs/"], exclude: ["*.py"], languages: ["ts", "md"] };
    const paths = async (query: string) =>
      (await index.search({ query, limit: 20, mode: "hybrid", ...scope })).map(({ path }) => path).sort();
    expect(await paths("retry")).toEqual(["docs/retry.md", "src/client.ts", "src/retry.ts"]);
    expect(await paths("retry path:test/ path:docs/")).toEqual(["docs/retry.md"]);
    expect(await paths("retry lang:python")).toEqual([]);
    const like = { text: files["src/retry.ts"] ?? "", limit: 20, ...scope };
    expect((await index.similar(like)).map(({ path }) => path).sort()).toEqual(await paths("retry"));
    await expect(index.similar({ ...like, languages: ["klingon"] })).rejects.toMatchObject({
      message: "language klingon: no such language.",
    });
  });

  it("sees what a client has typed, and not what it stands in the place of", async () => {
    const overlay = index.overlay();
    overlay.put("src/retry.py", "class Retry:\n    pass\n");
    const ask = async (query: string) =>
      (await index.search({ query, limit: 9, mode: "hybrid", overlay })).map(({ path }) => path);
    expect(await ask("retry lang:py kind:class")).toEqual(["src/retry.py"]);
    expect(await ask("retry lang:py symbol:retry_call")).toEqual([]);
    overlay.close();
  });

  it("sees what has changed since the same filters were asked with", async () => {
    expect(await found("retry path:later/")).toEqual([]);
    workspace.write("later/retry.ts", "export function retryLater() {}\n");
    await index.refresh();
    expect(await found("retry path:later/")).toEqual(["later/retry.ts"]);
    expect(await found("retry path:LATER/ -lang:ts")).toEqual([]);
    expect(await found("retry -path:later/ symbol:retryLater")).toEqual([]);
    expect(await found("retry /RETRYLATER/")).toEqual([]);
    expect(await found("retry /RETRYLATER/i")).toEqual(["later/retry.ts"]);
    workspace.remove("later/retry.ts");
    await index.refresh();
    expect(await found("retry path:later/")).toEqual([]);
  });

  it("answers by words when the engine fails, where its caller is told why, and fails otherwise", async () => {
    const broken = await openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: testingSpace(),
      embedder: () => Promise.reject(new Error("the engine is gone")),
    });
    const told: unknown[] = [];
    const ask = { query: "retry lang:py", limit: 5, mode: "hybrid" } as const;
    const hits = await broken.search({ ...ask, onDegraded: (error) => told.push(error) });
    expect(hits.map(({ path, why }) => [path, why?.ranks])).toEqual([
      ["src/retry.py", [{ tier: "lexical", rank: 1, score: 0.5 }]],
    ]);
    expect(told).toEqual([new Error("the engine is gone")]);
    await expect(broken.search(ask)).rejects.toThrowError("the engine is gone");
    await expect(
      broken.search({ ...ask, mode: "semantic", onDegraded: () => undefined }),
    ).rejects.toThrowError("the engine is gone");
    await broken.close();
  });

  it("refuses a filter that is none, and goes on", async () => {
    await expect(found("retry lang:klingon")).rejects.toMatchObject({ name: "InputInvalid" });
    expect(await found("retry lang:py")).toEqual(["src/retry.py"]);
  });
});
