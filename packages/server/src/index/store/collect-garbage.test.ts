import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareStateDirectory } from "../state-directory.ts";
import { testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import { collectGarbage, liveBytes } from "./collect-garbage.ts";
import type { FileContent } from "./file-records.ts";
import { IndexStore } from "./index-store.ts";

const day = 24 * 3600_000;
const now = Date.now();
const texts = 400;

describe("what an index keeps for whoever goes back to it", () => {
  let workspace: Workspace;
  let store: IndexStore;
  let former: IndexStore;

  beforeEach(async () => {
    workspace = new Workspace();
    prepareStateDirectory(workspace.state);
    store = await IndexStore.open(workspace.state, testingSpace(), () => undefined);
    former = await store.through(testingSpace("former"), {});
    await put("kept.ts", "kept");
    await put("gone.ts", "gone");
    await store.connection.write(() => store.files.remove("gone.ts"));
  });
  afterEach(() => {
    store.close();
    workspace[Symbol.dispose]();
  });

  /** A file of many chunks with vectors in both spaces. */
  const put = (path: string, word: string) =>
    store.connection.write(() => {
      const chunks = Array.from({ length: texts }, (_, n) => ({
        ...{ startLine: n + 1, endLine: n + 1, text: `${word} ${n}`, header: "", symbols: [] },
      }));
      const file: FileContent = {
        ...{ path, size: 1, modifiedMs: 1, checkedMs: 1, sha256: path, language: "plaintext", skipped: null },
        chunks,
      };
      store.files.addChunks(store.files.begin(file), path, chunks);
      for (const each of [store, former]) {
        for (const { textId } of each.vectors.missing(0, 100_000) ?? []) {
          each.vectors.put(textId, new Float32Array(64).fill(1));
        }
      }
    });
  const collect = (nowMs: number, limitBytes = 1e9) =>
    collectGarbage(store, { nowMs, limitBytes, ownSpaces: [store.vectors.spaceId] });
  const vectors = () => [store, former].map((each) => each.vectors.after(0, 100_000).length);

  it("is dropped after 30 days, and never what is used", async () => {
    await collect(now);
    await collect(now + 29 * day);
    expect(vectors()).toEqual([2 * texts, 2 * texts]);
    await collect(now + 31 * day);
    expect(vectors()).toEqual([texts, 0]);
    await collect(now + 400 * day, 0);
    expect(vectors()).toEqual([texts, 0]);
  });

  it("is dropped earlier over the limit: another model's vectors first, then unused texts", async () => {
    await collect(now);
    const whole = liveBytes(store);
    await collect(now + 2 * day, whole - 1);
    expect(vectors()).toEqual([2 * texts, 0]);
    expect(liveBytes(store)).toBeLessThan(whole);
    await collect(now + 2 * day, 0);
    expect(vectors()).toEqual([texts, 0]);
    expect(store.vectors.embeddedChunks()).toBe(texts);
  });

  it("stays while another process may be using it, whatever the limit", async () => {
    await collect(now);
    await collect(now + 0.5 * day, 0);
    expect(vectors()).toEqual([texts, texts]);
  });
});
