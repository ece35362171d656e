import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareStateDirectory } from "../state-directory.ts";
import { testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import type { FileContent } from "./file-records.ts";
import { IndexStore } from "./index-store.ts";
import { pruneTexts } from "./prune.ts";

const day = 24 * 3600_000;

describe("vectors of texts that no chunk has any longer", () => {
  let workspace: Workspace;
  let store: IndexStore;

  beforeEach(async () => {
    workspace = new Workspace();
    prepareStateDirectory(workspace.state);
    store = await IndexStore.open(workspace.state, testingSpace(), () => undefined);
  });
  afterEach(() => {
    store.close();
    workspace[Symbol.dispose]();
  });

  const file = (path: string, texts: readonly string[]): FileContent => ({
    ...{ path, size: 1, modifiedMs: 1, checkedMs: 1, sha256: path, language: "plaintext", skipped: null },
    chunks: texts.map((text) => ({ startLine: 1, endLine: 1, text, header: "", symbols: [] })),
  });
  const put = (path: string, texts: readonly string[]) =>
    store.connection.write(() =>
      store.files.addChunks(store.files.begin(file(path, texts)), path, file(path, texts).chunks),
    );
  const remove = (path: string) => store.connection.write(() => store.files.remove(path));
  const embedAll = async () => {
    for (const { textId } of store.vectors.missing(0, 100_000) ?? []) {
      await store.connection.write(() => store.vectors.put(textId, new Float32Array(64)));
    }
  };
  const vectors = () => store.vectors.after(0, 100_000).length;

  it("stay for 30 days, and for good when a chunk has them again", async () => {
    await put("a", ["one", "shared"]);
    await put("b", ["two", "shared"]);
    await embedAll();
    await remove("a");
    expect(await pruneTexts(store.connection, Date.now() + 29 * day)).toBe(0);
    expect(vectors()).toBe(3);
    await put("c", ["one"]);
    await remove("b");
    expect(await pruneTexts(store.connection, Date.now() + 31 * day)).toBe(2);
    expect(vectors()).toBe(1);
    expect(store.vectors.embeddedChunks()).toBe(1);
  });

  it("go earlier, the longest unused first, when they are more than the used", async () => {
    const texts = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`);
    await put("old", texts("old", 1_500));
    await put("new", texts("new", 1_500));
    await put("kept", texts("kept", 1_000));
    await remove("old");
    store.connection.run("UPDATE texts SET released_ms = ? WHERE released_ms IS NOT NULL", Date.now() - day);
    await remove("new");
    expect(await pruneTexts(store.connection, Date.now())).toBe(2_000);
    expect(
      store.connection.get("SELECT count(*) AS n FROM texts WHERE released_ms < ?", Date.now() - day / 2),
    ).toMatchObject({ n: 0 });
  });
});
