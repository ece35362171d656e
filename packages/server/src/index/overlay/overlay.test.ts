import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex, IndexHit } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import type { Overlay } from "./overlay.ts";

const files = {
  "src/pooling.ts":
    "export function meanOfTokens(states: Float32Array): number {\n  return states.length;\n}\n",
  "src/tokenizer.ts":
    "export class WordPiece {\n  encode(text: string): number[] {\n    return [];\n  }\n}\n",
  "src/retry.ts": "export async function retry(times: number): Promise<void> {\n  await wait(times);\n}\n",
};
const typed = "export function warnOfVolcano(smoke: number): string {\n  return 'eruption ' + smoke;\n}\n";

describe("what is typed and not saved, laid over an index", () => {
  let workspace: Workspace;
  let embedder: TestingEmbedder;
  let index: CodeIndex;
  let overlay: Overlay;
  beforeEach(async () => {
    workspace = new Workspace(files);
    embedder = new TestingEmbedder();
    const { root, state } = workspace;
    index = await openCodeIndex({ root, stateDirectory: state, vectorSpace: testingSpace(), embedder });
    await index.refresh();
    overlay = index.overlay();
  });
  afterEach(async () => {
    overlay.close();
    await index.close();
    workspace[Symbol.dispose]();
  });

  const modes = ["hybrid", "semantic", "lexical"] as const;
  const search = (query: string, mode: (typeof modes)[number], over: Overlay | undefined = overlay) =>
    index.search({ query, limit: 10, mode, overlay: over });
  const paths = (hits: readonly IndexHit[]) => hits.map(({ path }) => path);
  /** Which of a word's files are found in any mode. */
  const foundAnywhere = async (word: string) =>
    new Set((await Promise.all(modes.map((mode) => search(word, mode)))).flatMap(paths));

  it.each(modes)("is found in the place of the file: %s", async (mode) => {
    overlay.put("src/retry.ts", typed);
    const [first, ...others] = await search("warn of a volcano eruption", mode);
    expect(first).toMatchObject({ path: "src/retry.ts", startLine: 1, endLine: 3, text: typed.trimEnd() });
    expect(paths(others)).not.toContain("src/retry.ts");
    const hits = await search("retry times wait", mode);
    expect(hits.filter(({ text }) => text.includes("await wait"))).toEqual([]);
    // Who has typed nothing sees the files.
    expect((await index.search({ query: "retry wait", limit: 1, mode }))[0]?.text).toContain("await wait");
    expect(paths(await search("volcano", "lexical", index.overlay()))).toEqual([]);
  });

  it("counts as it is on disk when it is dropped, and when it is saved", async () => {
    overlay.put("src/retry.ts", typed);
    overlay.drop("src/retry.ts");
    expect(await overlay.view()).toBeUndefined();
    expect((await search("retry times", "hybrid"))[0]?.text).toContain("await wait");

    overlay.put("src/retry.ts", typed);
    workspace.write("src/retry.ts", typed, 0);
    await index.refresh();
    expect(await overlay.view()).toBeUndefined();
    expect((await search("volcano", "hybrid"))[0]?.path).toBe("src/retry.ts");
  });

  it("ranks by words as the index does once they are saved", async () => {
    const text = `${files["src/retry.ts"]}${typed}`;
    for (let n = 0; n < 30; n++)
      workspace.write(`many/part${n}.ts`, `export const smoke${n} = encode(${n});\n`);
    await index.refresh();
    const ask = async () => paths(await search("encode smoke volcano", "lexical"));
    overlay.put("src/retry.ts", text);
    const before = await ask();
    overlay.drop("src/retry.ts");
    workspace.write("src/retry.ts", text, 0);
    await index.refresh();
    const after = await ask();
    expect(before[0]).toBe("src/retry.ts");
    expect(before).toEqual(after);
  });

  it("embeds what was typed and nothing twice", async () => {
    const before = embedder.documents.length;
    overlay.put("src/retry.ts", files["src/retry.ts"]);
    await search("retry", "semantic");
    overlay.put("src/retry.ts", files["src/pooling.ts"].replace("pooling", "retry"));
    await search("retry", "semantic");
    await search("volcano", "semantic");
    expect(embedder.documents.slice(before)).toHaveLength(1);
    overlay.put("src/pooling.ts", typed);
    await overlay.prepare(new AbortController().signal);
    const prepared = embedder.documents.length;
    await search("volcano", "semantic");
    expect(embedder.documents.length).toBe(prepared);
  });

  it("is compared with a piece of code, and is left out where it is that piece", async () => {
    overlay.put("src/again.ts", files["src/tokenizer.ts"].replace("WordPiece", "Unigram"));
    const text = files["src/tokenizer.ts"];
    const similar = async (path: string) =>
      paths(await index.similar({ text, from: { path, startLine: 1, endLine: 5 }, limit: 1, overlay }));
    expect(await similar("src/tokenizer.ts")).toEqual(["src/again.ts"]);
    expect(await similar("src/again.ts")).toEqual(["src/tokenizer.ts"]);
  });

  it.each([
    [".env", "VOLCANO=1\n"],
    ["node_modules/volcano/index.js", typed],
    ["ignored/volcano.ts", typed],
    ["kept-out/volcano.ts", typed],
    ["src/volcano.min.js", typed],
    ["src/volcano.key", typed],
    ["src/volcano.ts", `-----BEGIN RSA PRIVATE KEY-----\n${typed}`],
    ["src/retry.ts", `// volcano\n-----BEGIN RSA PRIVATE KEY-----\n${typed}`],
    ["src/volcano.ts", "volcano ".repeat(140_000)],
  ])("leaves out what discovery would leave out: %s", async (path, text) => {
    workspace.write(".gitignore", "ignored/\n");
    workspace.write(".isovecignore", "kept-out/\n");
    overlay.put(path, text);
    expect([...(await foundAnywhere("volcano"))].filter((found) => found === path)).toEqual([]);
  });

  it("leaves out a file that is on disk and that the index does not have", async () => {
    overlay.put("src/volcano.ts", typed);
    expect(await foundAnywhere("volcano")).toContain("src/volcano.ts");
    overlay.drop("src/volcano.ts");
    workspace.write("src/volcano.ts", "export {};\n");
    overlay.put("src/volcano.ts", typed);
    expect(await foundAnywhere("volcano")).not.toContain("src/volcano.ts");
  });

  it("is written to no file", async () => {
    overlay.put("src/retry.ts", `export const zyzzyva = 1;\n${typed}`);
    expect(await foundAnywhere("zyzzyva")).toContain("src/retry.ts");
    for (const name of readdirSync(workspace.state)) {
      expect(readFileSync(join(workspace.state, name)).includes("zyzzyva"), name).toBe(false);
    }
  });
});
