import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openCodeIndex } from "../open-code-index.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";

const count = 40;

describe("a pack of vectors", () => {
  let workspace: Workspace;
  let open: CodeIndex[];
  let pack: string;

  const index = async (name: string, embedder = new TestingEmbedder()) => {
    const opened = await openCodeIndex({
      root: workspace.root,
      stateDirectory: join(workspace.state, name, "index"),
      vectorSpace: embedder.vectorSpace,
      embedder,
    });
    open.push(opened);
    return opened;
  };
  const answer = (of: CodeIndex) => of.search({ query: "value of word 7", limit: 20, mode: "hybrid" });

  beforeEach(async () => {
    workspace = new Workspace();
    open = [];
    for (let n = 0; n < count; n++) workspace.write(`word${n}.ts`, `export const value = ${n};\n`);
    pack = join(dirname(workspace.state), "vectors.pack");
    const built = await index("built");
    await built.refresh();
    expect(await built.exportPack(pack)).toMatchObject({ file: pack, vectors: count });
  });
  afterEach(async () => {
    for (const opened of open) await opened.close();
    workspace[Symbol.dispose]();
  });

  it("spares another index all embedding, and both answer alike", async () => {
    const embedder = new TestingEmbedder();
    const other = await index("other", embedder);
    expect(await other.importPack(pack)).toEqual({ file: pack, vectors: count, taken: count });
    expect(await other.refresh()).toMatchObject({ chunks: count, embedded: 0 });
    expect(embedder.documents).toEqual([]);
    expect(await answer(other)).toEqual(await answer(open[0] as CodeIndex));
    expect(await other.importPack(pack)).toMatchObject({ taken: 0 });
  });

  it("holds hashes and vectors, and neither text nor paths", () => {
    const bytes = readFileSync(pack);
    const header = JSON.parse(bytes.toString("utf8", 0, bytes.indexOf(0x0a)));
    expect(header).toMatchObject({ format: "isovec-pack", vectorSpace: "testing", vectors: count });
    expect(bytes.includes("export const")).toBe(false);
    expect(bytes.includes("word7")).toBe(false);
    expect(readdirSync(dirname(pack)).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  it("of another space is refused by the names of both models", async () => {
    const other = await index("another space", new TestingEmbedder(testingSpace("another")));
    await expect(other.importPack(pack)).rejects.toMatchObject({
      name: "VectorSpaceMismatch",
      message: expect.stringMatching(/word-hashes \(space testing, .*word-hashes \(space another,/),
    });
    expect(other.status().embedded).toBe(0);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["one bit of a vector is another", flipped],
    ["it is cut off", (bytes) => bytes.subarray(0, -1)],
    ["something follows it", (bytes) => Buffer.concat([bytes, Buffer.from("x")])],
    ["its header counts more than it has", (bytes) => replaced(bytes, '"vectors":40', '"vectors":41')],
    ["it is empty", () => Buffer.alloc(0)],
    ["it is something else", () => Buffer.from("# A text\n")],
  ])("is refused before anything is taken when %s", async (_what, damage) => {
    writeFileSync(pack, damage(readFileSync(pack)));
    const other = await index("other");
    await expect(other.importPack(pack)).rejects.toMatchObject({
      name: "InputInvalid",
      message: expect.stringContaining(pack),
      remedy: expect.any(String),
    });
    expect(await other.refresh()).toMatchObject({ embedded: count });
  });

  it("of a newer format is named, and what cannot be read or written too", async () => {
    const other = await index("other");
    writeFileSync(pack, replaced(readFileSync(pack), '"version":1', '"version":9'));
    await expect(other.importPack(pack)).rejects.toThrow(/newer Isovec \(format 9/);
    await expect(other.importPack(`${pack}.absent`)).rejects.toThrow(/absent cannot be read \(ENOENT\)/);
    const nowhere = join(pack, "below a file");
    await expect(other.exportPack(nowhere)).rejects.toThrow(/below a file cannot be written/);
    expect(existsSync(nowhere)).toBe(false);
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(from, to), "latin1");
}

function flipped(bytes: Buffer): Buffer {
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  return bytes;
}
