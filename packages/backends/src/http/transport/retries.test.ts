import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { request, transportTo } from "../../../test/http/transport.ts";

/** Answers the first requests by these listeners in turn, all later ones with `{}`. */
function first(...listeners: readonly RequestListener[]): RequestListener & { count: number } {
  const listener: RequestListener & { count: number } = (incoming, response) => {
    const own = listeners[listener.count];
    listener.count += 1;
    if (own === undefined) response.end("{}");
    else own(incoming, response);
  };
  listener.count = 0;
  return listener;
}

function status(code: number, headers: Record<string, string> = {}, body = ""): RequestListener {
  return (_incoming, response) => response.writeHead(code, headers).end(body);
}

const reset: RequestListener = ({ socket }) => socket.resetAndDestroy();

describe("a request that fails", () => {
  it.each([429, 500, 502, 503, 504])("with status %i is sent again", async (code) => {
    const listener = first(status(code), status(code));
    const { transport, clock } = await transportTo(listener);
    await expect(transport.send(request)).resolves.toMatchObject({ status: 200, body: "{}" });
    expect(listener.count).toBe(3);
    expect(clock.waits).toEqual([250, 500]);
  });

  it.each([400, 401, 403, 404, 413, 422, 501])("with status %i is not sent again", async (code) => {
    const listener = first(status(code));
    const { transport } = await transportTo(listener);
    await expect(transport.send(request)).resolves.toMatchObject({ status: code });
    expect(listener.count).toBe(1);
  });

  it("because the connection was reset is sent again", async () => {
    const listener = first(reset, reset);
    const { transport } = await transportTo(listener);
    await expect(transport.send(request)).resolves.toMatchObject({ status: 200 });
    expect(listener.count).toBe(3);
  });

  it("because the answer ended early is sent again", async () => {
    const cut: RequestListener = (_incoming, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"half": ', () => response.destroy());
    };
    const listener = first(cut);
    const { transport } = await transportTo(listener);
    await expect(transport.send(request)).resolves.toMatchObject({ body: "{}" });
    expect(listener.count).toBe(2);
  });

  it("five times is given up, and the error says so", async () => {
    const listener = first(...Array.from({ length: 9 }, () => status(500, {}, '{"error":"no memory."}')));
    const { transport, clock } = await transportTo(listener);
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: true,
      message: `${transport.host} answered with status 500 after 5 attempts: no memory.`,
      remedy: expect.stringMatching(/^Look at the server's own log\. .*"input": "text"/),
    });
    expect(listener.count).toBe(5);
    expect(clock.waits).toEqual([250, 500, 1000, 2000]);
  });

  it("five times by a reset names the code", async () => {
    const { transport } = await transportTo(reset);
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: true,
      message: expect.stringMatching(/cannot be asked: the connection broke \((ECONNRESET|UND_ERR_SOCKET)\)/),
    });
  });

  it("because nothing listens says to start the server", async () => {
    const { transport, server } = await transportTo(status(200));
    await server.stop();
    await expect(transport.send(request)).rejects.toMatchObject({
      message: `${transport.host} cannot be asked: nothing listens there.`,
      remedy: "Start the server, or correct backendOptions.url.",
      retryable: true,
    });
  });
});

describe("the wait before the next attempt", () => {
  it("is cut short by chance, so that clients do not come back together", async () => {
    const { transport, clock } = await transportTo(first(status(503), status(503)));
    clock.chance = 0.25;
    await transport.send(request);
    expect(clock.waits).toEqual([62.5, 125]);
  });

  it.each([
    ["seconds", "7"],
    ["a date", "Thu, 01 Jan 2026 00:00:07 GMT"],
  ])("is what the server asks for in %s", async (_what, header) => {
    const { transport, clock } = await transportTo(first(status(429, { "retry-after": header })));
    await transport.send(request);
    expect(clock.waits).toEqual([7000]);
  });

  it.each(["soon", "-5", "Thu, 01 Jan 2015 00:00:00 GMT"])(
    "is our own when the server asks for %j",
    async (header) => {
      const { transport, clock } = await transportTo(first(status(429, { "retry-after": header })));
      await transport.send(request);
      expect(clock.waits).toEqual([250]);
    },
  );

  it("is not begun when it would outlast the time for all attempts", async () => {
    const { transport, clock } = await transportTo(first(status(429, { "retry-after": "3600" })));
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "Overloaded",
      retryable: true,
      message: `${transport.host} answered with status 429.`,
      remedy: "Try again in 3600 s, or lower backendOptions.concurrency.",
    });
    expect(clock.waits).toEqual([]);
  });

  it("counts towards that time together with the attempts", async () => {
    const slow: RequestListener = (_incoming, response) => {
      test.clock.pass(39_500);
      response.writeHead(500).end();
    };
    const test = await transportTo(slow);
    await expect(test.transport.send(request)).rejects.toMatchObject({
      message: expect.stringContaining("after 3 attempts"),
    });
  });
});
