import type { RequestListener, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { request, transportTo } from "../../../test/http/transport.ts";

/** Something that will have happened. */
function event(): { readonly happened: Promise<void>; happen(): void } {
  let happen = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

const ok: RequestListener = (_incoming, response) => response.end("{}");

describe("time", () => {
  it("ends a request that is never answered, once", async () => {
    let count = 0;
    const test = await transportTo(
      () => {
        count += 1;
        test.clock.pass(5_000);
      },
      { timeoutMs: 5_000 },
    );
    await expect(test.transport.send(request)).rejects.toMatchObject({
      name: "Timeout",
      retryable: true,
      message: `${test.transport.host} did not answer within 5000 ms.`,
      remedy: expect.stringContaining("backendOptions.timeoutMs"),
    });
    expect(count).toBe(1);
  });

  it("ends an answer that comes byte by byte", async () => {
    const test = await transportTo(
      (_incoming, response) => {
        let bytes = 0;
        const drip = (): void => {
          if (response.destroyed) return;
          bytes += 1;
          response.write(" ");
          test.clock.pass(100);
          setImmediate(drip);
        };
        drip();
        response.once("close", () => expect(bytes).toBeGreaterThan(10));
      },
      { timeoutMs: 5_000 },
    );
    await expect(test.transport.send(request)).rejects.toMatchObject({ name: "Timeout" });
  });
});

describe("size", () => {
  const large = Buffer.alloc(100_000, " ");

  it.each([
    ["a body of announced length", (response: ServerResponse) => response.end(large)],
    [
      "a body without end",
      (response: ServerResponse) => {
        const more = (): void => {
          if (!response.destroyed) response.write(large, () => setImmediate(more));
        };
        more();
      },
    ],
    [
      "a small body that unpacks to a large one",
      (response: ServerResponse) => {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(large));
      },
    ],
  ])("ends %s at the limit", async (_what, answer) => {
    let count = 0;
    const { transport } = await transportTo(
      (_incoming, response) => {
        count += 1;
        answer(response);
      },
      { maxResponseBytes: 50_000 },
    );
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: false,
      message: `${transport.host} answered with more than 50000 bytes; the rest was not read.`,
    });
    expect(count).toBe(1);
  });

  it("takes an answer of just the limit, packed or not", async () => {
    const { transport } = await transportTo(
      (_incoming, response) => {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(large));
      },
      { maxResponseBytes: large.length },
    );
    expect((await transport.send(request)).body).toHaveLength(large.length);
  });

  it("reads of a failure what one sentence needs", async () => {
    const { transport } = await transportTo((_incoming, response) => {
      response.writeHead(400).end(`oops ${"x".repeat(1_000_000)}`);
    });
    const { message } = await transport.send(request);
    expect(message).toMatch(/^oops x+…$/);
    expect(message).toHaveLength(200);
  });
});

describe("number", () => {
  it("of requests under way is bounded, and all are served", async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    const { transport } = await transportTo(
      (_incoming, response) => {
        waiting.push(response);
        most = Math.max(most, waiting.length);
        // The first waits for a second one to stand beside it.
        if (waiting.length >= 2) setImmediate(() => waiting.splice(0).forEach((held) => void held.end("{}")));
      },
      { concurrency: 2 },
    );
    const answers = await Promise.all(Array.from({ length: 8 }, () => transport.send(request)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(most).toBe(2);
  });
});

describe("many requests at once", () => {
  it("draw no warning about listeners", async () => {
    const warnings: unknown[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const { transport } = await transportTo(ok, { concurrency: 64 });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 100 }, () => transport.send(request, signal)));
    await transport.dispose();
    // A warning is emitted on the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});

describe("a caller", () => {
  it("that has cancelled sends nothing", async () => {
    let count = 0;
    const { transport } = await transportTo((incoming, response) => {
      count += 1;
      ok(incoming, response);
    });
    await expect(transport.send(request, AbortSignal.abort())).rejects.toMatchObject({ name: "Cancelled" });
    expect(count).toBe(0);
  });

  it("that cancels breaks the connection off, and others are served", async () => {
    const stop = new AbortController();
    const closed = event();
    let count = 0;
    const { transport } = await transportTo((incoming, response) => {
      count += 1;
      if (count > 1) return ok(incoming, response);
      response.once("close", closed.happen);
      stop.abort();
    });
    await expect(transport.send(request, stop.signal)).rejects.toMatchObject({ name: "Cancelled" });
    await closed.happened;
    await expect(transport.send(request)).resolves.toMatchObject({ status: 200 });
  });

  it("that cancels while it waits for its turn leaves the others theirs", async () => {
    const stop = new AbortController();
    const { transport } = await transportTo(
      (_incoming, response) => {
        stop.abort();
        setImmediate(() => response.end("{}"));
      },
      { concurrency: 1 },
    );
    const answers = [transport.send(request), transport.send(request, stop.signal), transport.send(request)];
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: { name: "Cancelled" } });
  });

  it("that disposes gets its answer first, and no later one", async () => {
    const { transport } = await transportTo((_incoming, response) => setImmediate(() => response.end("{}")));
    const pending = transport.send(request);
    await Promise.all([transport.dispose(), transport.dispose()]);
    await expect(pending).resolves.toMatchObject({ status: 200 });
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: "The HTTP engine has been disposed.",
    });
  });

  it("that disposes waits five seconds for a server that hangs", async () => {
    const arrived = event();
    const { transport, clock } = await transportTo(() => arrived.happen());
    const pending = transport.send(request);
    await arrived.happened;
    const disposal = transport.dispose();
    clock.pass(4_999);
    clock.pass(1);
    await expect(pending).rejects.toMatchObject({ name: "BackendUnavailable" });
    await disposal;
  });
});
