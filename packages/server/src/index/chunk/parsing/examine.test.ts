import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskFolder } from "../../discover/disk-folder.ts";
import { languageOf } from "../../discover/language.ts";
import { readSource } from "../../discover/read-source.ts";
import { examineFile } from "../../refresh/examine-file.ts";
import { languageSamples } from "../../testing/language-samples.ts";
import type { Chunk } from "../chunker.ts";
import { StructureChunker } from "../structure-chunker.ts";

const program = new URL("../../../../dist/index/chunk/parsing/parser-program.js", import.meta.url);

describe("a file that a parser reads itself", () => {
  const root = mkdtempSync(join(tmpdir(), "isovec-examine-"));
  const chunker = new StructureChunker(256, { program });
  const text = "export function answer(): number {\n  return 42;\n}\n";
  beforeAll(() => {
    const write = (path: string, content: string | Uint8Array): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    };
    for (const { path, code } of languageSamples) write(`samples/${path}`, code);
    write("marked.ts", `\ufeff${text}`);
    write("wide.ts", Buffer.from(`\ufeff${text}`, "utf16le"));
    write("returns.ts", text.replaceAll("\n", "\r\n"));
    write("binary.ts", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]));
    write("minified.js", "var a=1;".repeat(1_000));
    write("empty.ts", "");
    symlinkSync("marked.ts", join(root, "link.ts"));
  });
  afterAll(() => {
    chunker.close();
    rmSync(root, { recursive: true });
  });

  const fileOf = (path: string, known?: string) => ({
    place: join(root, path),
    path,
    language: languageOf(path),
    known,
  });
  const withoutKeys = (chunks: readonly Chunk[]) => chunks.map(({ keys: _keys, ...chunk }) => chunk);

  it("has the hash, the reason to be left out and the chunks that it has when it is handed over", async () => {
    const paths = languageSamples.map(({ path }) => `samples/${path}`);
    let read = 0;
    for (const path of [
      ...paths,
      "marked.ts",
      "wide.ts",
      "returns.ts",
      "binary.ts",
      "minified.js",
      "empty.ts",
    ]) {
      const examined = await chunker.examine(fileOf(path));
      // A language without a grammar is cut by who asks.
      if (examined === undefined || examined === "same") continue;
      read++;
      const { sha256, lines, skipped } = await readSource(join(root, path), path);
      const chunks =
        skipped === undefined ? await chunker.chunk({ path, language: languageOf(path), lines }) : [];
      expect({ ...examined, chunks: withoutKeys(examined.chunks) }, path).toEqual({
        ...{ sha256, skipped, chunks: withoutKeys(chunks) },
      });
    }
    expect(read).toBeGreaterThan(20);
  });

  it("is the same where its hash is on record, and not read where it is a link or gone", async () => {
    const { sha256 } = await readSource(join(root, "marked.ts"), "marked.ts");
    expect(await chunker.examine(fileOf("marked.ts", sha256))).toBe("same");
    expect(await chunker.examine(fileOf("wide.ts", sha256))).toMatchObject({ skipped: undefined });
    if (process.platform !== "win32") expect(await chunker.examine(fileOf("link.ts"))).toBeUndefined();
    expect(await chunker.examine(fileOf("gone.ts"))).toBeUndefined();
  });

  it("is read by who asked where the parser ends, and its error is the system's", async () => {
    const dying = join(root, "dying.mjs");
    writeFileSync(dying, 'process.on("message", () => process.exit(1));');
    const failing = new StructureChunker(256, { program: pathToFileURL(dying) });
    const folder = new DiskFolder(root);
    const seen = { size: text.length, modifiedMs: 0, skipped: undefined };
    const files = ["returns.ts", "marked.ts", "wide.ts", "empty.ts", "binary.ts"].map((path) => ({
      path,
      ...seen,
    }));
    const examined = await Promise.all(files.map((file) => examineFile(folder, file, undefined, failing)));
    expect(examined).toMatchObject([
      { chunks: [{ text: text.trimEnd() }] },
      { chunks: [{ text: text.trimEnd() }] },
      { chunks: [{ text: text.trimEnd() }] },
      { chunks: [], skipped: null },
      { chunks: [], skipped: "binary" },
    ]);
    failing.close();
    await expect(examineFile(folder, { path: "gone.ts", ...seen }, undefined, chunker)).rejects.toMatchObject(
      { code: "ENOENT" },
    );
  });
});
