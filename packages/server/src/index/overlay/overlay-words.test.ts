import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { lexicalQuery } from "../search/lexical-query.ts";
import { IndexStore } from "../store/index-store.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";

describe("scores of words that are on no disk", () => {
  let workspace: Workspace;
  let index: CodeIndex;
  let store: IndexStore;
  beforeEach(async () => {
    workspace = new Workspace();
    for (let n = 0; n < 60; n++) {
      const often = n % 3 === 0 ? "eruption(smoke);" : "";
      workspace.write(`src/part${n}.ts`, `export const smoke${n} = encode(${n}, "some words");\n${often}\n`);
    }
    const { root, state } = workspace;
    const embedder = new TestingEmbedder();
    index = await openCodeIndex({ root, stateDirectory: state, vectorSpace: testingSpace(), embedder });
    await index.refresh();
    store = await IndexStore.open(state, testingSpace(), () => undefined);
  });
  afterEach(async () => {
    store.close();
    await index.close();
    workspace[Symbol.dispose]();
  });

  it.each(["smoke", "eruption", "lava", "encode smoke", "smoke of an eruption with lava", "part7 lava"])(
    "are those that the index gives once they are saved: %s",
    async (query) => {
      const text =
        "export function lava(smoke: number): number {\n  return eruption(smoke) + encode(smoke);\n}\n";
      const match = lexicalQuery(query, () => false) ?? "";
      const overlay = index.overlay();
      overlay.put("src/part7.ts", text);
      const typed = (await overlay.view())?.byWords(match, store) ?? [];
      overlay.close();

      workspace.write("src/part7.ts", text, 0);
      await index.refresh();
      const saved = store.words.scored(match, 100);
      const [own] = store.chunks
        .byIds(saved.map(({ id }) => id))
        .filter(({ path }) => path === "src/part7.ts");
      const expected = saved.find(({ id }) => id === own?.id)?.score ?? 0;
      expect(expected).toBeGreaterThan(0);
      expect(typed).toHaveLength(1);
      // The index counts one file more with these words, and has another mean length.
      expect((typed[0]?.score ?? 0) / expected).toBeGreaterThan(0.6);
      expect((typed[0]?.score ?? 0) / expected).toBeLessThan(1.7);
    },
  );
});
