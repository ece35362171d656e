import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cosineDistance } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLines } from "../golden/golden-rows.ts";
import { fixtures } from "../repository.ts";
import { runIsovec, startIsovec } from "../run-isovec.ts";
import { brokenPipeline, type RealEngine, startEngine } from "./broken-pipeline.ts";
import { type BrokenServer, startBrokenServer } from "./broken-server.ts";

interface Row {
  readonly text: string;
  readonly tokens: number;
  readonly vector: string;
}

interface OpenAiAnswer {
  readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[];
  readonly usage: { readonly prompt_tokens: number };
}

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

/** Short texts, as the ones that the story is about: what is missing weighs most there. */
const rows = readLines<Row>(join(fixtures, "golden/all-MiniLM-L6-v2.jsonl")).filter(
  ({ tokens }) => tokens > 4 && tokens < 20,
);

/** docs/story.md: llamafile 0.8.1 left [CLS] and [SEP] out (mozilla-ai/llamafile #391). */
describe("a server that leaves the special tokens out", () => {
  let engine: RealEngine;
  let server: BrokenServer;
  let proxy: ChildProcess;
  let proxyUrl: string;
  beforeAll(async () => {
    engine = await startEngine();
    server = await startBrokenServer(brokenPipeline(engine, { specials: "none" }));
    const asServer = ["--url", server.url, "--api", "openai", "--server-model", "x"];
    proxy = startIsovec(["proxy", ...asServer, "--port", "0", "--json"]);
    if (proxy.stdout === null) throw new Error("the proxy has no output");
    const [line] = (await once(createInterface(proxy.stdout), "line")) as [string];
    proxyUrl = (JSON.parse(line) as { url: string }).url;
  });
  afterAll(async () => {
    proxy?.kill();
    await server?.stop();
    await engine?.stop();
  });

  const post = (url: string, path: string, body: unknown) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  async function cosines(url: string): Promise<number[]> {
    const answer = await post(url, "/v1/embeddings", { input: rows.map(({ text }) => text), model: "x" });
    const { data } = (await answer.json()) as OpenAiAnswer;
    return rows.map(
      ({ vector }, row) => 1 - cosineDistance(Float32Array.from(data[row]?.embedding ?? []), floats(vector)),
    );
  }

  async function vectorOf(url: string, text: string): Promise<Float32Array> {
    const answer = await post(url, "/v1/embeddings", { input: [text], model: "x" });
    return Float32Array.from(((await answer.json()) as OpenAiAnswer).data[0]?.embedding ?? []);
  }

  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it("answers with vectors that are far from HuggingFace's, and nothing crashes", async () => {
    const found = await cosines(server.url);
    expect(found).toHaveLength(19);
    expect(Math.min(...found)).toBeLessThan(0.7);
    expect(mean(found)).toBeLessThan(0.95);
    const [broken, right] = await Promise.all(
      [server.url, proxyUrl].map((url) => vectorOf(url, "hello world")),
    );
    // 0.527; a text of more words suffers less.
    expect(1 - cosineDistance(broken as Float32Array, right as Float32Array)).toBeLessThan(0.6);
  });

  it("is named by the doctor, with the way out", { timeout: 300_000 }, async () => {
    const { stdout, status } = await runIsovec([
      ...["doctor", "--url", server.url, "--api", "openai", "--server-model", "x"],
    ]);
    expect(stdout).toMatch(/the special tokens around the text are missing/);
    expect(stdout).toMatch(/isovec proxy --url/);
    expect(status).toBe(1);
  });

  it("is repaired by the proxy: the same server, the model's own ids", async () => {
    for (const cosine of await cosines(proxyUrl)) expect(cosine).toBeGreaterThan(0.99999);
  });

  it("is repaired for clients of Text Embeddings Inference too", async () => {
    const [row] = rows;
    if (row === undefined) throw new Error("the fixture has no short text");
    const [embedding] = (await (await post(proxyUrl, "/embed", { inputs: row.text })).json()) as number[][];
    expect(cosineDistance(Float32Array.from(embedding ?? []), floats(row.vector))).toBeLessThan(1e-5);
  });

  it.each<[string, string, unknown, number, RegExp]>([
    ["no JSON", "/v1/embeddings", "{", 400, /not JSON/],
    ["half a token id", "/v1/embeddings", { input: [[1.5]], model: "x" }, 400, /is no token id/],
    ["nothing to embed", "/v1/embeddings", { model: "x" }, 400, /input/],
    ["another path", "/v2/embed", {}, 404, /There is no POST \/v2\/embed here/],
  ])("has a sentence for %s, and serves on", async (_what, path, body, status, message) => {
    const answer = await post(proxyUrl, path, body);
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect(error.message).toMatch(message);
    expect((await fetch(`${proxyUrl}/health`)).status).toBe(200);
  });

  it("counts tokens and answers in base64 as numbers, bit for bit", async () => {
    const input = ["hello world"];
    const plain = (await (
      await post(proxyUrl, "/v1/embeddings", { input, model: "x" })
    ).json()) as OpenAiAnswer;
    const packed = (await (
      await post(proxyUrl, "/v1/embeddings", { input, model: "x", encoding_format: "base64" })
    ).json()) as { data: { embedding: string }[] };
    expect(plain.usage.prompt_tokens).toBe(4);
    expect(floats(packed.data[0]?.embedding ?? "")).toEqual(
      Float32Array.from(plain.data[0]?.embedding ?? []),
    );
  });

  it("lets the proxy go in order when it is asked to", async () => {
    const exit = once(proxy, "exit");
    proxy.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });
});

describe("the proxy in front of what cannot be repaired", () => {
  it("refuses a server that is wrong with the right ids too, and names the likely cause", async () => {
    const engine = await startEngine();
    const server = await startBrokenServer(brokenPipeline(engine, { pooling: "cls" }));
    const { status, stderr } = await runIsovec([
      "proxy",
      "--url",
      server.url,
      "--api",
      "openai",
      "--port",
      "0",
    ]);
    expect(stderr).toMatch(/pool/i);
    expect(status).toBe(1);
    await server.stop();
    await engine.stop();
  });

  it("does not listen for other machines without a token", async () => {
    const { status, stderr } = await runIsovec([
      ...["proxy", "--url", "http://127.0.0.1:9", "--api", "tei", "--host", "0.0.0.0"],
    ]);
    expect(stderr).toMatch(/name a token in ISOVEC_HTTP_TOKEN or with --token-file/);
    expect(status).toBe(2);
  });
});
