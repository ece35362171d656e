import { pathToFileURL } from "node:url";
import {
  type EmbedResult,
  type IndexStatus,
  type ModelsResult,
  methods,
  type SearchResult,
  type ServerStatus,
  type TokenizeResult,
} from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEmbedder } from "../golden/load-embedder.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

describe("the language server", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  let announced: Record<string, unknown>;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    const opened = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] });
    client = opened.client;
    announced = opened.answer.capabilities;
  });
  afterAll(async () => {
    expect(await client.close()).toBe(0);
    workspace.remove();
  });

  const ready = () => client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");

  it("announces the protocol and its methods", () => {
    expect(announced).toMatchObject({
      experimental: {
        embeddingServer: { version: "1.0", methods: expect.arrayContaining([methods.search]) },
      },
    });
  });

  it("says how it gets ready, and on what", async () => {
    expect(await ready()).toMatchObject({
      health: "ok",
      quiescent: true,
      model: "all-MiniLM-L6-v2-code",
      backend: "onnx (cpu)",
    });
    const status = await client.told<IndexStatus>(
      methods.indexDidChange,
      ({ state, embedded }) => state === "idle" && embedded > 0,
    );
    expect(status).toMatchObject({ files: 4, pending: 0, errors: [] });
  });

  it("says that it is ready, last of all, over an index with nothing to add", async () => {
    await ready();
    const { client: again } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
      // Otherwise the server watches the folder itself, and may look again.
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await again.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    await again.request(methods.embed, { inputs: ["the engine is loaded"], role: "query" });
    const statuses = again.notifications.filter(({ method }) => method === methods.serverStatus);
    expect(statuses.at(-1)?.params).toMatchObject({ message: "Ready", quiescent: true });
    await again.close();
  });

  it("ESP-FILES-1: reports progress while it embeds", async () => {
    await ready();
    const progress = client.notifications.filter(({ method }) => method === "$/progress");
    const kinds = progress.map(({ params }) => (params as { value: { kind: string } }).value.kind);
    expect(kinds.at(0)).toBe("begin");
    expect(kinds.at(-1)).toBe("end");
  });

  it("finds by meaning: the file, the range, the line, the language", async () => {
    await ready();
    const { hits, index } = await client.request<SearchResult>(methods.search, {
      query: "where are passwords hashed",
      limit: 3,
    });
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.length).toBeLessThanOrEqual(3);
    expect(hits[0]).toMatchObject({
      uri: pathToFileURL(`${workspace.root}/src/password.ts`).href,
      range: { start: { line: 0, character: 0 }, end: { character: 0 } },
      line: 3,
      language: "typescript",
      preview: expect.stringContaining("hashPassword"),
    });
    expect(index).toMatchObject({ complete: true, stale: false });
  });

  it("gives the pipeline's own vectors, in base64 and as numbers bit for bit", async () => {
    const inputs = ["hello world", "", "def f(x): return x"];
    const params = { inputs, role: "document" };
    const packed = await client.request<EmbedResult>(methods.embed, params);
    const plain = await client.request<EmbedResult>(methods.embed, { ...params, encoding: "float" });
    expect(packed).toMatchObject({ dimensions: 384, dtype: "float32", count: 3 });
    expect(packed.usage[1]).toEqual({ tokens: 2, usedTokens: 2, truncated: false });
    const vectors = floats(packed.data as string);
    expect(Float32Array.from((plain.data as number[][]).flat())).toEqual(vectors);

    const { stdout } = await runIsovec(["models", "--json"]);
    const { models } = JSON.parse(stdout) as { models: { name: string; directory: string }[] };
    const { directory = "" } = models.find(({ name }) => name === "all-MiniLM-L6-v2-code") ?? {};
    const embedder = await loadEmbedder(directory);
    expect(vectors).toEqual((await embedder.embed(inputs, { role: "document" })).vectors);
    expect(packed.vectorSpace).toBe(embedder.vectorSpace.id);
    await embedder.dispose();
  });

  it("gives int8 and sign bits", async () => {
    const params = { inputs: ["a", "b"], role: "query" };
    const { data } = await client.request<EmbedResult>(methods.embed, params);
    const int8 = await client.request<EmbedResult>(methods.embed, {
      ...params,
      dtype: "int8",
      encoding: "float",
    });
    const binary = await client.request<EmbedResult>(methods.embed, { ...params, dtype: "binary" });
    const expected = Array.from(floats(data as string), (component) => Math.round(component * 127));
    expect((int8.data as number[][]).flat()).toEqual(expected.map((value) => value || 0));
    expect(Buffer.from(binary.data as string, "base64")).toHaveLength((2 * 384) / 8);
  });

  it("cuts dimensions into a space of its own", async () => {
    const params = { inputs: ["a"], role: "query" };
    const full = await client.request<EmbedResult>(methods.embed, params);
    const cut = await client.request<EmbedResult>(methods.embed, { ...params, dimensions: 64 });
    expect(cut.dimensions).toBe(64);
    expect(cut.vectorSpace).not.toBe(full.vectorSpace);
    expect(Math.hypot(...floats(cut.data as string))).toBeCloseTo(1, 5);
  });

  it("tokenizes as it feeds the engine", async () => {
    expect(
      await client.request<TokenizeResult>(methods.tokenize, { inputs: ["Hello, world"], role: "query" }),
    ).toEqual({ ids: [[101, 7592, 1010, 2088, 102]], tokens: [["[CLS]", "hello", ",", "world", "[SEP]"]] });
  });

  it("names the model and its space", async () => {
    const { models, active, vectorSpace } = await client.request<ModelsResult>(methods.models);
    expect(models).toEqual([
      { name: "all-MiniLM-L6-v2-code", architecture: "bert", dimensions: 384, maxTokens: 256 },
    ]);
    expect(active).toBe("all-MiniLM-L6-v2-code");
    expect((await client.request<IndexStatus>(methods.indexStatus)).vectorSpace).toBe(vectorSpace);
  });

  it.each<[string, unknown, number, RegExp]>([
    [methods.search, { query: 42 }, -32602, /params\.query/],
    [methods.search, { query: "a", limit: 0 }, -32602, /params\.limit/],
    [methods.search, { query: "a", colour: "red" }, -32602, /colour/],
    [methods.embed, { inputs: ["a"], role: "author" }, -32602, /params\.role/],
    [methods.embed, { inputs: ["a"], role: "query", model: "other" }, 1001, /"other" is not active/],
    [methods.embed, { inputs: ["a"], role: "query", dimensions: 385 }, 1015, /dimensions is 385/],
    [methods.embed, { inputs: ["word ".repeat(300)], role: "query", truncate: false }, 1006, /302 tokens/],
    ["embedding/none", {}, -32601, /./],
  ])("refuses %s with %j by name and serves on", async (method, params, code, message) => {
    await expect(client.request(method, params)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(await client.request<TokenizeResult>(methods.tokenize, { inputs: [""], role: "query" })).toEqual({
      ids: [[101, 102]],
      tokens: [["[CLS]", "[SEP]"]],
    });
  });

  it("cancels a request under way with -32800", async () => {
    const inputs = Array.from({ length: 2000 }, (_, index) => `text number ${index} `.repeat(40));
    const { CancellationTokenSource } = await import("vscode-jsonrpc/node");
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(methods.embed, { inputs, role: "document" }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it("finds what was saved after it began", async () => {
    await ready();
    workspace.write(
      "src/volcano.rs",
      "/// Warns the village when the mountain starts to smoke.\nfn warn_of_eruption() {}\n",
    );
    await client.connection.sendNotification("textDocument/didSave", {
      textDocument: { uri: pathToFileURL(`${workspace.root}/src/volcano.rs`).href },
    });
    await client.told<IndexStatus>(
      methods.indexDidChange,
      ({ files, state, pending }) => files === 5 && state === "idle" && pending === 0,
    );
    const { hits } = await client.request<SearchResult>(methods.search, { query: "volcano eruption alarm" });
    expect(hits[0]?.uri).toMatch(/volcano\.rs$/);
  });

  it("refreshes when asked to", async () => {
    workspace.write(
      "src/tide.go",
      "package tide\n\n// HighWater tells when the sea is at its highest.\nfunc HighWater() {}\n",
    );
    expect(await client.request<IndexStatus>(methods.indexRefresh)).toMatchObject({ files: 6, pending: 0 });
  });
});
