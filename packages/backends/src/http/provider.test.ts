import { inspect } from "node:util";
import { type ModelCard, readModel } from "@isovec/core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { answering } from "../../test/http/api.ts";
import { bodyOf, loopbackServer } from "../../test/http/loopback-server.ts";
import { bundledModel } from "../../test/subject.ts";
import { provider } from "./provider.ts";

let card: ModelCard;
beforeAll(async () => {
  card = await readModel(bundledModel);
});
afterEach(() => vi.unstubAllEnvs());

/** An OpenAI-compatible server whose vectors have this many components. */
async function serverOf(width: number, seen: unknown[] = []): Promise<string> {
  const { url } = await loopbackServer(async (request, response) => {
    const { input } = JSON.parse(await bodyOf(request)) as { input: unknown[] };
    seen.push({ input, key: request.headers.authorization });
    const embedding = Array(width).fill(0.1);
    answering({ data: input.map((_row, index) => ({ index, embedding })) })(request, response);
  });
  return url;
}

const load = (options: Record<string, unknown>, dtype?: string) =>
  provider.load(card, {
    cacheDirectory: "unused",
    options,
    ...(dtype !== undefined && { dtype }),
  });

describe("the http engine, when it is loaded", () => {
  it("says what it takes and gives, and asks once for a short text", async () => {
    vi.stubEnv("EMBED_KEY", "s3cret");
    const seen: unknown[] = [];
    const url = await serverOf(384, seen);
    const backend = await load({ url, api: "openai", keyVariable: "EMBED_KEY", concurrency: 2 }, "q8_0");
    expect(backend).toMatchObject({
      id: "http",
      input: "tokens",
      capabilities: {
        output: "pooled",
        device: new URL(url).host,
        dtype: "q8_0",
        numeric: "q8_0",
        concurrency: 2,
        maxBatchTexts: 32,
      },
    });
    expect(seen).toEqual([{ input: [[101, 7592, 2088, 102]], key: "Bearer s3cret" }]);
    expect(inspect(backend, { depth: 20, showHidden: true })).not.toContain("s3cret");
    await backend.dispose();
  });

  it("refuses a server that runs a model of another width", async () => {
    const url = await serverOf(768);
    await expect(load({ url, api: "openai" })).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: `${new URL(url).host} gives vectors of 768 components, where all-MiniLM-L6-v2 has 384.`,
    });
  });

  it("refuses to send ids where only text is taken", async () => {
    const options = { url: "http://127.0.0.1:1", api: "ollama", model: "all-minilm", input: "tokens" };
    await expect(load(options)).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: "backendOptions.input: ollama takes no tokens.",
    });
  });

  it("does not begin when it is cancelled", async () => {
    const options = { url: "http://127.0.0.1:1", api: "openai" };
    const loading = provider.load(card, {
      cacheDirectory: "unused",
      options,
      signal: AbortSignal.abort(),
    });
    await expect(loading).rejects.toMatchObject({ name: "Cancelled" });
  });
});

describe("ids and texts, as they are sent", () => {
  it("are without padding", async () => {
    const seen: unknown[] = [];
    const backend = await load({ url: await serverOf(384, seen), api: "openai" });
    if (backend.input !== "tokens") throw new Error("it takes ids");
    await backend.forward({
      batch: 2,
      sequence: 3,
      inputIds: Int32Array.of(101, 102, 0, 101, 0, 102),
      attentionMask: Int32Array.of(1, 1, 0, 1, 1, 1),
      tokenTypeIds: new Int32Array(6),
    });
    expect(seen.at(-1)).toMatchObject({
      input: [
        [101, 102],
        [101, 0, 102],
      ],
    });
  });

  it("are well-formed Unicode", async () => {
    const seen: unknown[] = [];
    const backend = await load({ url: await serverOf(384, seen), api: "openai", input: "text" });
    if (backend.input !== "text") throw new Error("it takes text");
    await backend.forward(["half an owl \uD83E"]);
    expect(seen.at(-1)).toMatchObject({ input: ["half an owl \uFFFD"] });
  });
});
