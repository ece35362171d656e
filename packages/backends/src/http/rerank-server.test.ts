import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openRerankServer } from "./rerank-server.ts";

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { readonly query: string; readonly texts?: string[]; readonly documents?: string[] };
}

describe("a server that reranks", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Answers as each API does, the best first: a text is as good as it is long. */
  async function serve(answer: (asked: Asked) => unknown): Promise<string> {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = JSON.parse(Buffer.concat(parts).toString()) as Asked["body"];
        const given = answer({ path: request.url, authorization: request.headers.authorization, body });
        if (given !== undefined) response.end(JSON.stringify(given));
      });
    });
    await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const byLength = (texts: readonly string[] = []) =>
    texts.map((text, index) => ({ index, score: text.length })).sort((a, b) => b.score - a.score);

  it("speaks text-embeddings-inference's API", async () => {
    const asked: Asked[] = [];
    const url = await serve((one) => {
      asked.push(one);
      return byLength(one.body.texts);
    });
    const reranker = openRerankServer({ url });
    expect(await reranker.rerank("which?", ["a", "abc", "ab"])).toEqual([1, 3, 2]);
    expect(asked).toEqual([
      {
        path: "/rerank",
        authorization: undefined,
        body: { query: "which?", texts: ["a", "abc", "ab"], truncate: true },
      },
    ]);
    await reranker.dispose();
  });

  it("speaks Cohere's, below a path, with a model and a key", async () => {
    const asked: Asked[] = [];
    const url = await serve((one) => {
      asked.push(one);
      const results = byLength(one.body.documents);
      return {
        id: "1",
        results: results.map(({ index, score }) => ({ index, relevance_score: score / 10 })),
      };
    });
    const options = { url: `${url}/v2`, api: "cohere", model: "m", keyVariable: "RERANK_KEY" } as const;
    const reranker = openRerankServer(options, { RERANK_KEY: "s3cret" });
    expect(await reranker.rerank("which?", ["ab", "abc"])).toEqual([0.2, 0.3]);
    expect(asked).toEqual([
      {
        path: "/v2/rerank",
        authorization: "Bearer s3cret",
        body: { query: "which?", documents: ["ab", "abc"], top_n: 2, model: "m" },
      },
    ]);
    await reranker.dispose();
  });

  it.each([
    ["fewer scores than texts", [{ index: 0, score: 1 }]],
    ["a text that was not asked about", [0, 1, 7].map((index) => ({ index, score: 1 }))],
    ["another shape", { scores: [1, 2] }],
  ])("refuses %s", async (_what, answer) => {
    const reranker = openRerankServer({ url: await serve(() => answer) });
    await expect(reranker.rerank("q", ["a", "b"])).rejects.toMatchObject({ name: "BackendUnavailable" });
    await reranker.dispose();
  });

  it("is not waited for longer than was said", async () => {
    const reranker = openRerankServer({ url: await serve(() => undefined), timeoutMs: 50 });
    await expect(reranker.rerank("q", ["a", "b"])).rejects.toMatchObject({ name: "Timeout" });
    await reranker.dispose();
  });

  it("gets no key over a line that others read", () => {
    const options = { url: "http://rerank.example", keyVariable: "RERANK_KEY" };
    expect(() => openRerankServer(options, { RERANK_KEY: "s3cret" })).toThrow(/reranker\.url: a key would/);
    expect(() => openRerankServer({ url: "ftp://a" })).toThrow(/reranker\.url: it is neither/);
  });
});
