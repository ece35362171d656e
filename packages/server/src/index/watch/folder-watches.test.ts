import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { keepFresh } from "../keep-fresh.ts";
import { openTestingIndex } from "../testing/testing-index.ts";
import { Workspace } from "../testing/workspace.ts";

describe("the watch of an index's folders", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  let changes: number;
  let told: () => void;

  /** Until one more burst of changes has been told of. */
  const change = async (act: () => void) => {
    const next = new Promise<void>((resolve) => {
      told = resolve;
    });
    act();
    await next;
  };
  const watch = () =>
    index.watch(() => {
      changes++;
      told();
    });
  const found = async (query: string) => {
    await index.refresh();
    return (await index.search({ query, limit: 1, mode: "lexical" }))[0]?.path;
  };

  beforeEach(async () => {
    workspace = new Workspace({
      "a.ts": "const first = 1;\n",
      "src/inner/b.ts": "const second = 2;\n",
      ".gitignore": "ignored/\n",
      "ignored/big.ts": "const out = 1;\n",
    });
    workspace.git("init", "--quiet");
    changes = 0;
    told = () => undefined;
    index = await openTestingIndex(workspace);
    await index.refresh();
  });
  afterEach(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  it("tells of what changes, comes and moves, in folders that are new as well", async () => {
    await watch();
    await change(() => workspace.write("a.ts", "const changedWord = 1;\n"));
    expect(await found("changed word")).toBe("a.ts");
    await change(() => workspace.write("src/inner/new/c.ts", "const third = 3;\n"));
    expect(await found("third")).toBe("src/inner/new/c.ts");
    await change(() => workspace.write("src/inner/new/c.ts", "const fourth = 4;\n"));
    expect(await found("fourth")).toBe("src/inner/new/c.ts");
    await change(() => renameSync(join(workspace.root, "a.ts"), join(workspace.root, "src", "moved.ts")));
    expect(await found("changed word")).toBe("src/moved.ts");
  });

  it("tells once of a burst, nothing of folders that are left out, and nothing when it has ended", async () => {
    const unwatch = await watch();
    workspace.write("ignored/bigger.ts", "const out = 2;\n");
    await change(() => {
      for (let n = 0; n < 50; n++) workspace.write(`src/burst${n}.ts`, `const burst = ${n};\n`);
    });
    expect(changes).toBe(1);
    unwatch();
    // A second watch hears of what the first one would have heard of.
    await index.watch(() => told());
    await change(() => workspace.write("a.ts", "const after = 1;\n"));
    expect(changes).toBe(1);
  });

  it("keeps an index fresh without anybody saying so", async () => {
    const ending = new AbortController();
    const failures: unknown[] = [];
    const kept = keepFresh(index, ending.signal, (error) => failures.push(error));
    const unwatch = await index.watch(() => told());
    await change(() => workspace.write("src/fresh.ts", "const keptFresh = 1;\n"));
    let path: string | undefined;
    while (path === undefined) {
      await index.refresh();
      [{ path } = { path: undefined }] = await index.search({
        query: "kept fresh",
        limit: 1,
        mode: "lexical",
      });
    }
    expect(path).toBe("src/fresh.ts");
    unwatch();
    ending.abort();
    await kept;
    expect(failures).toEqual([]);
  });
});
