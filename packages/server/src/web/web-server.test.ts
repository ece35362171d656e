import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { findBackend } from "@isovec/backends";
import { createEmbedder, createTokenizer, readModel, type TextEmbedder } from "@isovec/core";
import type {
  DuplicatesResult,
  IndexStatus,
  SearchHit,
  SearchResult,
  ServerStatus,
} from "@isovec/core/protocol";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { StructureChunker } from "../index/chunk/structure-chunker.ts";
import { openCodeIndex } from "../index/open-code-index.ts";
import { languageSamples } from "../index/testing/language-samples.ts";
import { Workspace } from "../index/testing/workspace.ts";
import { WebClient } from "./testing/web-client.ts";

/** The server as a browser gets it, put together as the extension's build does it, but for a worker to run in. */
async function bundledServer(folder: string): Promise<(port: MessagePort) => void> {
  const outfile = join(folder, "server.mjs");
  const library = "vscode-languageserver/browser";
  await build({
    stdin: {
      contents: `
        import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "${library}";
        import { WebServer } from "./web-server.js";
        export const serve = (port) =>
          new WebServer(createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port))).listen();
      `,
      resolveDir: fileURLToPath(new URL("../../dist/web", import.meta.url)),
    },
    outfile,
    bundle: true,
    platform: "browser",
    format: "esm",
    // Libraries that look for Node find a worker, as in a browser.
    define: { process: "undefined", "globalThis.process": "undefined" },
    logLevel: "error",
  });
  return ((await import(pathToFileURL(outfile).href)) as { serve: (port: MessagePort) => void }).serve;
}

async function staticEmbedder(): Promise<TextEmbedder> {
  const folder = fileURLToPath(import.meta.resolve("@isovec/model-all-minilm-l6-v2-static/manifest.json"));
  const card = await readModel(join(folder, ".."));
  const backend = await findBackend("static").load(card, {});
  return createEmbedder({ card, tokenizer: createTokenizer(card), backend });
}

const parserProgram = new URL("../../dist/index/chunk/parsing/parser-program.js", import.meta.url);

const questions: readonly string[] = [
  "add to the end of a queue",
  "drain",
  "Wie groß ist die Schlange",
  "stack lang:javascript",
  "path:src/ queue",
  "kind:class",
  '"the queue was drained"',
];

describe("the server where there is no Node", () => {
  const program = mkdtempSync(join(tmpdir(), "isovec-web-"));
  let serve: (port: MessagePort) => void;
  let workspace: Workspace;
  let client: WebClient | undefined;
  beforeAll(async () => {
    serve = await bundledServer(program);
  });
  afterAll(() => rmSync(program, { recursive: true }));
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(async () => {
    await client?.close();
    workspace[Symbol.dispose]();
  });

  const open = async (): Promise<WebClient> => {
    client = await WebClient.open(serve, [pathToFileURL(workspace.root).href]);
    await client.told("experimental/serverStatus", ({ quiescent, health, message }: ServerStatus) => {
      if (health === "error") throw new Error(message);
      return quiescent;
    });
    return client;
  };

  it("has the files, the chunks and the answers of a desktop's index", async () => {
    for (const { path, code } of languageSamples) workspace.write(`samples/${path}`, code);
    workspace.write(".gitignore", "/built/\n*.log\n");
    workspace.write("built/queue.ts", "export class Queue {}\n");
    workspace.write("src/.gitignore", "!keep.log\n");
    workspace.write("src/keep.log", "the queue was drained\n");
    workspace.write("src/lost.log", "the queue was lost\n");
    workspace.write(".isovecignore", "/drafts/\n");
    workspace.write("drafts/queue.ts", "export class DraftQueue {}\n");
    workspace.write("src/größe 1.ts", "/** Wie groß die Schlange ist. */\nexport const size = 1;\n");
    workspace.write("node_modules/queue/index.js", "module.exports = class Queue {};\n");
    workspace.write(".env", "QUEUE_PASSWORD=1\n");
    workspace.write("picture.png", new Uint8Array([137, 80, 78, 71, 0]));
    symlinkSync(join(workspace.root, "src"), join(workspace.root, "linked"));

    const embedder = await staticEmbedder();
    const { vectorSpace } = embedder;
    const chunker = new StructureChunker(vectorSpace.maxTokens, { program: parserProgram });
    const desktop = await openCodeIndex({
      ...{ root: workspace.root, stateDirectory: workspace.state, vectorSpace, embedder, chunker },
    });
    try {
      await desktop.refresh();
      const web = await open();
      expect(web.notified.filter(({ method }) => method === "window/logMessage")).toEqual([]);
      const { files, chunks, embedded, vectorSpace: space } = await web.ask<IndexStatus>("index/status", {});
      const here = desktop.status();
      expect({ files, chunks, embedded, space }).toEqual({
        ...{ files: here.files, chunks: here.chunks, embedded: here.chunks, space: vectorSpace.id },
      });
      for (const query of questions) {
        const there = await web.ask<SearchResult>("search/query", { query, limit: 20, explain: true });
        const hits = await desktop.search({ query, limit: 20, mode: "hybrid" });
        expect(hits.length).toBeGreaterThan(0);
        expect(there.hits.map(placeOfHit)).toEqual(
          hits.map(({ path, startLine, endLine, score, why }) => ({
            ...{ path, lines: [startLine - 1, endLine], score: score.toFixed(9), why },
          })),
        );
      }
    } finally {
      await desktop.close();
    }
  });

  function placeOfHit({ uri, range, score, why }: SearchHit): object {
    const path = fileURLToPath(uri).slice(workspace.root.length + 1);
    return { path, lines: [range.start.line, range.end.line], score: score.toFixed(9), why };
  }

  it("asks only for the folder of a file that has changed, and reads that file", async () => {
    workspace.write("a/one.ts", "export const one = 1;\n");
    workspace.write("b/two.ts", "export const two = 2;\n");
    const web = await open();
    web.listed.length = 0;
    web.read.length = 0;
    // As long as before and no newer: only the client knows.
    workspace.write("b/two.ts", "export const too = 2;\n");
    const uri = pathToFileURL(join(workspace.root, "b/two.ts")).href;
    web.notified.length = 0;
    web.tell("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
    await web.told("index/didChange", ({ state }: IndexStatus) => state === "idle");
    expect((await web.ask<SearchResult>("search/query", { query: '"too"' })).hits).toHaveLength(1);
    expect(web.listed).toEqual([pathToFileURL(join(workspace.root, "b")).href]);
    expect(web.read).toEqual([uri]);
  });

  it.each([
    ["folders", ["a", "c"]],
    ["files", ["a/one.ts", "c/d/three.ts"]],
  ])("drops what is gone, and takes a folder that is new, told by %s", async (_by, told) => {
    workspace.write("a/one.ts", "export const one = 1;\n");
    workspace.write("b/two.ts", "export const two = 2;\n");
    const web = await open();
    workspace.remove("a");
    workspace.write("c/d/three.ts", "export const three = 3;\n");
    web.notified.length = 0;
    const changes = told.map((path) => ({ uri: pathToFileURL(join(workspace.root, path)).href, type: 1 }));
    web.tell("workspace/didChangeWatchedFiles", { changes });
    await web.told("index/didChange", ({ state }: IndexStatus) => state === "idle");
    expect(await web.ask("index/status", {})).toMatchObject({ files: 2, errors: [] });
    const { hits } = await web.ask<SearchResult>("search/query", { query: '"three"' });
    expect(hits.map(({ uri }) => uri)).toEqual([pathToFileURL(join(workspace.root, "c/d/three.ts")).href]);
  });

  it("searches all folders that are open, and no other", async () => {
    workspace.write("one/queue.ts", "export class Queue {}\n");
    workspace.write("two/stack.ts", "export class Stack {}\n");
    const uri = (path: string): string => pathToFileURL(join(workspace.root, path)).href;
    const web = await WebClient.open(serve, [uri("one")]);
    client = web;
    await web.told("experimental/serverStatus", ({ quiescent }: ServerStatus) => quiescent);
    const found = async (): Promise<string[]> => {
      await web.ask("index/refresh", {});
      const { hits } = await web.ask<SearchResult>("search/query", { query: "kind:class" });
      return hits.map((hit) => hit.uri).sort();
    };
    const change = (added: string[], removed: string[]): void => {
      const named = (path: string): object => ({ uri: uri(path), name: path });
      const event = { added: added.map(named), removed: removed.map(named) };
      web.tell("workspace/didChangeWorkspaceFolders", { event });
    };
    expect(await found()).toEqual([uri("one/queue.ts")]);
    change(["two"], []);
    expect(await found()).toEqual([uri("one/queue.ts"), uri("two/stack.ts")]);
    change([], ["one"]);
    expect(await found()).toEqual([uri("two/stack.ts")]);
  });

  it("pauses, resumes and empties its index", async () => {
    workspace.write("one.ts", "export const one = 1;\n");
    const web = await open();
    expect(await web.ask("index/pause", {})).toMatchObject({ state: "paused", locations: [] });
    workspace.write("two.ts", "export const two = 2;\n");
    expect(await web.ask("index/refresh", {})).toMatchObject({ files: 1, state: "paused" });
    await web.ask("index/resume", {});
    expect(await web.ask("index/refresh", {})).toMatchObject({ files: 2, state: "idle" });
    await web.ask("index/clear", {});
    expect(await web.ask("index/refresh", {})).toMatchObject({ files: 2, pending: 0 });
  });

  it("finds what is like a piece of code, and what is there twice", async () => {
    const body = [
      "  const kept = [];",
      "  for (const row of rows) {",
      "    if (row.isKept && row.size > 0) kept.push({ name: row.name, size: row.size });",
      "    else dropped.push({ name: row.name, reason: row.reason });",
      "  }",
      "  kept.sort((a, b) => b.size - a.size);",
      "  return kept;",
    ].join("\n");
    workspace.write("one.ts", `export function keep(rows, dropped) {\n${body}\n}\n`);
    workspace.write("two.ts", `export function retain(rows, dropped) {\n${body}\n}\n`);
    const web = await open();
    const uri = (name: string): string => pathToFileURL(join(workspace.root, name)).href;
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const similar = { textDocument: { uri: uri("one.ts") }, range, text: body };
    expect((await web.ask<SearchResult>("search/similar", similar)).hits[0]?.uri).toBe(uri("two.ts"));
    await expect(web.ask("search/similar", { ...similar, text: undefined })).rejects.toThrow(
      "one.ts is not open",
    );
    const { duplicates } = await web.ask<DuplicatesResult>("search/duplicates", {
      textDocument: { uri: uri("one.ts") },
    });
    expect(duplicates.map(({ hit }) => hit.uri)).toEqual([uri("two.ts")]);
  });

  it("embeds for other extensions, as the engine of a machine does", async () => {
    const embedder = await staticEmbedder();
    const web = await open();
    const inputs = ["the queue was drained", "Größe 漢字"];
    const { data, vectorSpace } = await web.ask<EmbedResult>("embedding/embed", { inputs, role: "query" });
    const { vectors } = await embedder.embed(inputs, { role: "query" });
    expect(vectorSpace).toBe(embedder.vectorSpace.id);
    expect(data).toBe(Buffer.from(vectors.buffer).toString("base64"));
  });

  it("calls nobody: what it needs it asks of its client", async () => {
    const called = vi.spyOn(globalThis, "fetch");
    workspace.write("one.ts", "export const one = 1;\n");
    const web = await open();
    expect((await web.ask<SearchResult>("search/query", { query: "one" })).hits).toHaveLength(1);
    expect(called).not.toHaveBeenCalled();
    called.mockRestore();
  });

  it("says what there is not", async () => {
    const web = await open();
    await expect(web.ask("backend/list", {})).rejects.toThrow("There is no method backend/list.");
  });
});
