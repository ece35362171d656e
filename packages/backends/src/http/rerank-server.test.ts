import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { IsovecError } from "@isovec/core";
import { afterEach, describe, expect, it } from "vitest";
import { openRerankServer } from "./rerank-server.ts";
import { connectionFailure } from "./transport/connection-failure.ts";
import { statusFailure } from "./transport/status-failure.ts";

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

  describe("names the key that is written in its section when", () => {
    /** What a user reads of a reranker that is answered so. */
    async function failure(
      status: number,
      headers: Readonly<Record<string, string>>,
      body: string,
    ): Promise<string> {
      server = createServer((_request, response) => response.writeHead(status, headers).end(body));
      await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
      const { port } = server.address() as AddressInfo;
      const reranker = openRerankServer({ url: `http://127.0.0.1:${port}`, timeoutMs: 60_000 });
      try {
        const error = await reranker.rerank("q", ["a"]).catch((reason: unknown) => reason);
        if (!IsovecError.is(error)) throw error;
        return `${error.message} ${error.remedy}`;
      } finally {
        await reranker.dispose();
      }
    }

    it.each<[string, number, Record<string, string>, string, RegExp]>([
      ["the key is refused", 401, {}, "", /in reranker\.keyVariable\.$/],
      ["there is no such path", 404, {}, "", /Check url, api and model in reranker/],
      [
        "the request is refused",
        422,
        {},
        "",
        /It does not take what was sent\. Check url, api and model in reranker\.$/,
      ],
      ["it will never answer", 501, {}, "", /the server's own log\.$/],
      ["the answer is no JSON", 200, {}, "ok", /Check url and api in reranker, /],
      ["the answer has another shape", 200, {}, "{}", /Check url and api in reranker, /],
      ["it answers without end", 200, {}, " ".repeat(5_000_000), /Check url and api in reranker\.$/],
      ["it leads elsewhere", 307, { location: "http://elsewhere.example/" }, "", /into reranker\.url\.$/],
      ["it leads nowhere", 307, {}, "", /Check reranker\.url and the server\.$/],
      ["it leads in a circle", 307, { location: "/rerank" }, "", /Check reranker\.url and the server\.$/],
    ])("%s", async (_when, status, headers, body, said) => {
      const text = await failure(status, headers, body);
      expect(text).toMatch(said);
      expect(text).not.toMatch(/backendOptions|vectors|token ids/);
    });

    it("it cannot be reached, or has too much to do", () => {
      const named = { host: "h", section: "reranker" } as const;
      const refused = Object.assign(new Error("fetch failed"), { cause: { code: "ECONNREFUSED" } });
      expect(connectionFailure(named, refused).remedy).toBe("Start the server, or correct reranker.url.");
      const answer = { status: 429, contentType: "", retryAfter: null, body: "", message: "" };
      expect(statusFailure(named, answer).remedy).toBe("Try again later.");
    });
  });
});
