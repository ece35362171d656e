import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { TestClock } from "../../../test/http/test-clock.ts";
import { request, transportTo } from "../../../test/http/transport.ts";
import { HttpTransport } from "./http-transport.ts";
import { serverOrigin } from "./server-origin.ts";

/** A server that writes these bytes, whatever it is asked, and closes the connection. */
async function rawServer(...parts: readonly (string | Buffer)[]) {
  let count = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      count += 1;
      for (const part of parts) socket.write(part);
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const addressed = {
    origin: serverOrigin(`http://127.0.0.1:${port}`),
    key: undefined,
    maxResponseBytes: 1_000_000,
  };
  const limits = { timeoutMs: 60_000, concurrency: 1 };
  return { transport: new HttpTransport(addressed, limits, new TestClock()), requests: () => count };
}

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

describe("an answer that breaks HTTP", () => {
  it.each([
    ["is shorter than its Content-Length", [`${head}content-length: 99\r\n\r\n[1]`]],
    ["is a chunked one without an end", [`${head}transfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n`]],
    ["has no head", []],
  ])("and %s is asked for again, then refused as a broken connection", async (_what, parts) => {
    const { transport, requests } = await rawServer(...parts);
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: true,
      message: expect.stringMatching(/cannot be asked: the connection broke \(\w+\)\.$/),
    });
    expect(requests()).toBe(5);
  });

  it.each([
    ["is no HTTP", ["SSH-2.0-OpenSSH_9.2\r\n"]],
    ["says it is packed and is not", [`${head}content-encoding: gzip\r\ncontent-length: 3\r\n\r\n[1]`]],
    ["has endless headers", [head, `x: ${"y".repeat(100_000)}\r\n\r\n`]],
  ])("and %s is refused at once", async (_what, parts) => {
    const { transport, requests } = await rawServer(...parts);
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: false,
      message: expect.stringMatching(/cannot be asked: .+\.$/),
    });
    expect(requests()).toBe(1);
  });

  it("and is longer than its Content-Length ends there", async () => {
    const { transport } = await rawServer(`${head}content-length: 3\r\n\r\n[1], "and more"]`);
    await expect(transport.send(request)).resolves.toMatchObject({ body: "[1]" });
  });
});

describe("a connection that is reused", () => {
  it("carries on after answers of every kind", async () => {
    let count = 0;
    const { transport } = await transportTo((_request, response) => {
      count += 1;
      response
        .writeHead([200, 404, 307, 200][count % 4] ?? 200, { location: "/elsewhere" })
        .end(`[${count}]`);
    });
    const answers = [];
    for (let turn = 0; turn < 20; turn++) answers.push((await transport.send(request)).status);
    expect(new Set(answers)).toEqual(new Set([200, 404]));
  });
});
