import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HttpService, type OpenAiError } from "./http-service.ts";

/** A minute's work. */
const long = { input: Array.from({ length: 2048 }, (_, n) => `${n} and a text that is long `.repeat(50)) };
const short = { input: Array.from({ length: 300 }, (_, n) => `text ${n}`) };

const queued = (samples: Map<string, number>) => samples.get("isovec_queue_requests");

describe("a server under load", () => {
  let service: HttpService;
  afterEach(() => service?.stop("SIGKILL"));

  it("HTTP-QUEUE-1: answers 429 when as much is under way as it takes, and goes on with the rest", async () => {
    service = await HttpService.start(["--queue", "1"]);
    const leaving = new AbortController();
    const first = service.post("/v1/embeddings", long, { signal: leaving.signal });
    await service.metricsWhen((samples) => queued(samples) === 1);
    const refused = await service.post("/v1/embeddings", { input: "a" });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(((await refused.json()) as OpenAiError).error).toEqual({
      message: expect.stringMatching(/^1 requests of \d+ bytes are under way, and no more are taken\./),
      type: "rate_limit_error",
      param: null,
      code: "rate_limit_exceeded",
    });
    const tei = await service.post("/embed", { inputs: "a" });
    expect([tei.status, await tei.json()]).toEqual([
      429,
      expect.objectContaining({ error_type: "overloaded" }),
    ]);
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    leaving.abort();
    await expect(first).rejects.toThrow();
  });

  it("HTTP-LEAVE-1: computes no further for a client that has left", async () => {
    service = await HttpService.start(["--queue", "1"]);
    const leaving = new AbortController();
    const first = service.post("/v1/embeddings", long, { signal: leaving.signal });
    await service.metricsWhen((samples) => (samples.get("isovec_texts_total") ?? 0) > 0);
    leaving.abort();
    await expect(first).rejects.toThrow();
    const samples = await service.metricsWhen((now) => queued(now) === 0);
    expect(samples.get("isovec_texts_total")).toBeLessThan(2048);
    expect(samples.get("isovec_queue_texts")).toBe(0);
    expect(samples.get("isovec_queue_bytes")).toBe(0);
    expect(samples.get('isovec_http_requests_total{route="/v1/embeddings",status="499"}')).toBe(1);
    expect((await service.embed({ input: "a" })).data).toHaveLength(1);
  });

  it("HTTP-END-1: at SIGTERM takes no connection more, answers what is under way, and ends", async () => {
    service = await HttpService.start();
    const answer = service.post("/v1/embeddings", short);
    await service.metricsWhen((samples) => queued(samples) === 1);
    const exit = service.stop();
    const refused = async () => {
      while (await fetch(`${service.url}/health`, { headers: { connection: "close" } }).then(() => true));
    };
    await expect(refused()).rejects.toThrow("fetch failed");
    const response = await answer;
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(300);
    expect(await exit).toEqual([0, null]);
  });

  it("HTTP-END-2: answers 503 what would take too long at the end, and waits for nobody who is slow to ask", async () => {
    service = await HttpService.start();
    const { port } = new URL(service.url);
    const slow = connect(Number(port), "127.0.0.1");
    await once(slow, "connect");
    slow
      .on("error", () => undefined)
      .write("POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
    const answer = service.post("/v1/embeddings", long);
    await service.metricsWhen((samples) => queued(samples) === 2);
    const exit = service.stop();
    const response = await answer;
    expect([response.status, await response.json()]).toEqual([
      503,
      {
        error: expect.objectContaining({ type: "server_error", message: expect.stringMatching(/is ending/) }),
      },
    ]);
    expect(await exit).toEqual([0, null]);
    slow.destroy();
  });
});
