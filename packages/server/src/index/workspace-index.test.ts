import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

const files = {
  "src/pooling/mean.ts":
    "export function meanOfTokens(states: Float32Array): number {\n  return states.length;\n}\n",
  "src/tokenizer.ts":
    "export class WordPiece {\n  encode(text: string): number[] {\n    return [];\n  }\n}\n",
  "src/tokenizer.test.ts": "import { WordPiece } from './tokenizer';\nnew WordPiece().encode('text');\n",
  "docs/ünï 漢字.md": "# Décisions\n\n向量的平均值\n",
};

describe("the index of a folder", () => {
  let workspace: Workspace;
  let embedder: TestingEmbedder;
  let index: CodeIndex;

  const open = (space = testingSpace()) => {
    embedder = new TestingEmbedder(space);
    return openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: space,
      embedder,
    });
  };
  const reopen = async () => {
    await index.close();
    index = await open();
  };
  const paths = async (query: string, mode: "hybrid" | "semantic" | "lexical" = "hybrid") =>
    (await index.search({ query, limit: 10, mode })).map(({ path }) => path);

  beforeEach(async () => {
    workspace = new Workspace(files);
    index = await open();
  });
  afterEach(async () => {
    await index.close();
    workspace[Symbol.dispose]();
  });

  it("finds a file in every mode, by words of its text and of its path", async () => {
    const report = await index.refresh();
    expect(report).toMatchObject({ files: 4, chunks: 4, embedded: 4, errors: [] });
    for (const mode of ["hybrid", "semantic", "lexical"] as const) {
      expect((await paths("where are token states pooled", mode))[0]).toBe("src/pooling/mean.ts");
      expect((await paths("encode word pieces", mode))[0]).toBe("src/tokenizer.ts");
    }
    expect(await paths("meanOfTokens")).toContain("src/pooling/mean.ts");
    expect(await paths("平均", "lexical")).toEqual(["docs/ünï 漢字.md"]);
    expect(await paths("decisions", "lexical")).toEqual(["docs/ünï 漢字.md"]);
  });

  it("finds what is like a piece of code, and not the piece itself", async () => {
    workspace.write(
      "src/again.ts",
      "class Piece {\n  encode(text: string): number[] {\n    return [];\n  }\n}\n",
    );
    await index.refresh();
    const text = "class Piece { encode(text: string): number[] { return []; } }";
    const from = { path: "src/again.ts", startLine: 1, endLine: 5 };
    const hits = await index.similar({ text, from, limit: 2 });
    expect(hits[0]?.path).toBe("src/tokenizer.ts");
    expect(hits.map(({ path }) => path)).not.toContain("src/again.ts");
    expect((await index.similar({ text, limit: 1 }))[0]?.path).toBe("src/again.ts");
    expect(index.has("src/again.ts")).toBe(true);
    expect(index.has("src/gone.ts")).toBe(false);
  });

  it("gives lines, language, text and a falling score", async () => {
    await index.refresh();
    const hits = await index.search({ query: "encode text", limit: 10, mode: "hybrid" });
    expect(hits[0]).toMatchObject({
      path: "src/tokenizer.ts",
      startLine: 1,
      endLine: 5,
      language: "typescript",
      text: files["src/tokenizer.ts"].trimEnd(),
    });
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(await index.search({ query: "encode text", limit: 1, mode: "hybrid" })).toHaveLength(1);
  });

  it("puts a test first only for who asks for tests", async () => {
    await index.refresh();
    expect((await paths("encode text with WordPiece"))[0]).toBe("src/tokenizer.ts");
    expect((await paths("tests that encode text with WordPiece"))[0]).toBe("src/tokenizer.test.ts");
  });

  it("embeds nothing in a second run, and only the changed chunk after a change", async () => {
    await index.refresh();
    await reopen();
    expect(await index.refresh()).toMatchObject({ files: 4, chunks: 4, embedded: 0 });
    expect(embedder.documents).toEqual([]);

    workspace.write("src/tokenizer.ts", "export class Unigram {}\n");
    expect(await index.refresh()).toMatchObject({ files: 4, chunks: 4, embedded: 1 });
    expect(embedder.documents).toEqual(["tokenizer\nexport class Unigram {}"]);
    expect(await paths("unigram")).toContain("src/tokenizer.ts");
  });

  it("sees a change that leaves size and time as they were, when it follows the last look closely", async () => {
    workspace.write("a.ts", "const first = 1;\n", 0);
    await index.refresh();
    workspace.write("a.ts", "const other = 1;\n", 0);
    await index.refresh();
    expect(await paths("other", "lexical")).toEqual(["a.ts"]);
  });

  it("embeds equal text once and text that comes back not at all", async () => {
    workspace.write("one/same/name.ts", "export const equal = 1;\n");
    workspace.write("src/one/same/name.ts", "export const equal = 1;\n");
    await index.refresh();
    expect(embedder.documents.filter((text) => text.includes("equal"))).toHaveLength(1);

    workspace.remove("src/tokenizer.ts");
    expect(await index.refresh()).toMatchObject({ files: 5, embedded: 0 });
    expect(await paths("WordPiece", "lexical")).toEqual(["src/tokenizer.test.ts"]);
    expect(await paths("tokenizer word piece encode", "semantic")).not.toContain("src/tokenizer.ts");
    workspace.write("src/tokenizer.ts", files["src/tokenizer.ts"]);
    expect(await index.refresh()).toMatchObject({ files: 6, embedded: 0 });
    expect(await paths("WordPiece", "semantic")).toContain("src/tokenizer.ts");
  });

  it("reads CRLF as LF", async () => {
    await index.refresh();
    workspace.write("src/tokenizer.ts", files["src/tokenizer.ts"].replaceAll("\n", "\r\n"));
    expect(await index.refresh()).toMatchObject({ embedded: 0 });
  });

  it("can be searched by words before anything is embedded, without an engine", async () => {
    const controller = new AbortController();
    embedder.embed = async () => {
      controller.abort();
      throw new Error("unreachable engine");
    };
    await expect(index.refresh()).rejects.toThrow("unreachable engine");
    expect(index.status()).toMatchObject({ state: "failed", files: 4, chunks: 4, embedded: 0, pending: 4 });
    expect((await paths("meanOfTokens"))[0]).toBe("src/pooling/mean.ts");
    expect(await paths("meanOfTokens", "semantic")).toEqual([]);
  });

  it("reports progress, status and a generation that grows only with changes", async () => {
    const phases: string[] = [];
    await index.refresh({
      onProgress: ({ phase, embedded, pending }) => phases.push(`${phase} ${embedded}/${pending}`),
    });
    expect(phases.at(0)).toMatch(/^scanning/);
    expect(phases.at(-1)).toBe("embedding 4/4");
    const { generation, ...status } = index.status();
    expect(status).toMatchObject({
      state: "idle",
      files: 4,
      chunks: 4,
      embedded: 4,
      pending: 0,
      vectorSpace: "testing",
      errors: [],
    });
    expect(status.bytes).toBeGreaterThan(4096);
    await index.refresh();
    expect(index.status().generation).toBe(generation);
    workspace.write("new.ts", "export {};\n");
    await index.refresh();
    expect(index.status().generation).toBeGreaterThan(generation);
  });

  it("lets later refreshes share one that looks again, and stops when everyone has cancelled", async () => {
    const [first, second, third] = await Promise.all([index.refresh(), index.refresh(), index.refresh()]);
    expect(first).toMatchObject({ embedded: 4 });
    expect(second).toMatchObject({ embedded: 0 });
    expect(third).toBe(second);
    expect(embedder.documents).toHaveLength(4);

    workspace.write("new.ts", "export {};\n");
    const leaver = new AbortController();
    const left = index.refresh({ signal: leaver.signal });
    const stayed = index.refresh();
    leaver.abort();
    await expect(left).rejects.toMatchObject({ name: "Cancelled" });
    expect(await stayed).toMatchObject({ files: 5 });
    expect(embedder.documents).toHaveLength(5);

    workspace.write("newer.ts", "export {};\n");
    const only = new AbortController();
    const cancelled = index.refresh({ signal: only.signal });
    only.abort();
    await expect(cancelled).rejects.toMatchObject({ name: "Cancelled" });
    expect(await index.refresh()).toMatchObject({ embedded: 1 });
  });

  it("keeps the vectors of two spaces apart", async () => {
    await index.refresh();
    await index.close();
    index = await open(testingSpace("another"));
    expect(index.status()).toMatchObject({ chunks: 4, embedded: 0 });
    expect(await paths("tokens", "semantic")).toEqual([]);
    expect(await index.refresh()).toMatchObject({ embedded: 4 });
    await index.close();
    index = await open(testingSpace());
    expect(await index.refresh()).toMatchObject({ embedded: 0 });
  });

  it("refuses an engine of another space", async () => {
    const other = await openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: testingSpace(),
      embedder: new TestingEmbedder(testingSpace("another")),
    });
    await expect(other.refresh()).rejects.toMatchObject({ name: "VectorSpaceMismatch" });
    await other.close();
  });

  it("takes any text for a question", async () => {
    await index.refresh();
    const questions = [
      ...[
        '"',
        "'",
        '"" OR',
        "AND",
        "NOT text",
        "text*",
        "NEAR(a b)",
        "path:x",
        "^encode",
        "a AND (b",
        "-text",
        "--",
      ],
      ...[
        "{}",
        "*",
        "(",
        ")",
        "\0",
        "\ud800",
        "'; DROP TABLE chunks; --",
        "%_",
        "漢",
        "🙂",
        "a".repeat(100_000),
      ],
      ...["word ".repeat(20_000), "the of where", " \n\t"],
    ];
    for (const query of questions) {
      for (const mode of ["hybrid", "lexical", "semantic"] as const) {
        expect(Array.isArray(await index.search({ query, limit: 5, mode }))).toBe(true);
      }
    }
    expect(await paths('"encode" AND text', "lexical")).toContain("src/tokenizer.ts");
  });

  it("says so when it is used after it was closed", async () => {
    await index.close();
    await expect(index.refresh()).rejects.toMatchObject({ name: "IndexUnavailable" });
    await expect(paths("x")).rejects.toMatchObject({ name: "IndexUnavailable" });
    await index.close();
  });
});
