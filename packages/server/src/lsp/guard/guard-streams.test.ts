import { beforeEach, describe, expect, it } from "vitest";
import { ErrorCodes } from "vscode-jsonrpc/node";
import { frame, GuardedEcho, notification, request } from "../../../test/guarded-echo.ts";

describe("the guard in front of the dispatcher", () => {
  let server: GuardedEcho;
  beforeEach(async () => {
    server = new GuardedEcho();
    await server.send(request(0, "initialize"));
  });

  const servesOn = async () =>
    expect(await server.send(request("alive", "echo", { a: 1 }))).toEqual([
      { jsonrpc: "2.0", id: "alive", result: { a: 1 } },
    ]);

  it.each<[string, string | Buffer, number, unknown]>([
    ["no JSON", frame("{"), ErrorCodes.ParseError, null],
    ["an empty body", frame(""), ErrorCodes.ParseError, null],
    [
      "no UTF-8",
      Buffer.concat([Buffer.from("Content-Length: 2\r\n\r\n"), Buffer.from([0xff, 0xfe])]),
      ErrorCodes.ParseError,
      null,
    ],
    ["a batch", frame([{ jsonrpc: "2.0", id: 1, method: "echo" }]), ErrorCodes.InvalidRequest, null],
    ["a number", frame(42), ErrorCodes.InvalidRequest, null],
    ["null", frame(null), ErrorCodes.InvalidRequest, null],
    ["another version", frame({ jsonrpc: "1.0", id: 7, method: "echo" }), ErrorCodes.InvalidRequest, 7],
    ["a method that is no name", frame({ jsonrpc: "2.0", id: 7, method: 3 }), ErrorCodes.InvalidRequest, 7],
    [
      "an id that is an object",
      frame({ jsonrpc: "2.0", id: {}, method: "echo" }),
      ErrorCodes.InvalidRequest,
      null,
    ],
    [
      "a fraction for an id",
      frame({ jsonrpc: "2.0", id: 1.5, method: "echo" }),
      ErrorCodes.InvalidRequest,
      null,
    ],
    [
      "params that are text",
      frame({ jsonrpc: "2.0", id: 7, method: "echo", params: "x" }),
      ErrorCodes.InvalidRequest,
      7,
    ],
    ["neither request nor answer", frame({ jsonrpc: "2.0", id: 7 }), ErrorCodes.InvalidRequest, null],
    ["params by position", request(7, "echo", [1]), ErrorCodes.InvalidParams, 7],
    ["a second initialize", request(7, "initialize"), ErrorCodes.InvalidRequest, 7],
  ])("answers %s and serves on", async (_what, bytes, code, id) => {
    const answers = await server.send(bytes);
    expect(answers).toEqual([{ jsonrpc: "2.0", id, error: expect.objectContaining({ code }) }]);
    expect(answers[0]?.error?.data).toMatchObject({ name: expect.any(String), retryable: false });
    await servesOn();
  });

  it("passes over a body that is too long without keeping it, and serves on", async () => {
    const length = 64 * 2 ** 20 + 1;
    const [refused] = await server.send(`Content-Length: ${length}\r\n\r\n`);
    expect(refused).toMatchObject({
      id: null,
      error: { code: ErrorCodes.InvalidRequest, message: expect.stringMatching(/67108865 bytes/) },
    });
    const block = Buffer.alloc(2 ** 20, "x");
    for (let sent = 0; sent + block.length <= length; sent += block.length) server.input.write(block);
    server.input.write("x");
    await servesOn();
  });

  it.each<[string, string | Buffer]>([
    ["a negative length", "Content-Length: -5\r\n\r\n{}"],
    ["a huge length", "Content-Length: 999999999999999\r\n\r\n{}"],
    ["a length beyond all numbers", `Content-Length: ${"9".repeat(400)}\r\n\r\n{}`],
    ["a length in words", "Content-Length: ten\r\n\r\n{}"],
    ["a length in hexadecimal", "Content-Length: 0x10\r\n\r\n{}"],
    ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    ["no length", "Content-Type: application/json\r\n\r\n{}"],
    ["another charset", "Content-Length: 2\r\nContent-Type: application/json; charset=utf-16\r\n\r\n{}"],
    ["lines that end with a line feed alone", 'Content-Length: 2\n\n{"a":1}'],
    ["a header without end", `X-Pad: ${"a".repeat(5000)}`],
    ["a header line without a name", "Content-Length: 2\r\nwhatever\r\n\r\n{}"],
    ["JSON without a header", '{"jsonrpc":"2.0","id":1,"method":"echo"}'],
    ["a flood of zeros", Buffer.alloc(2 ** 21)],
  ])("names %s in one answer and ends the connection", async (_what, bytes) => {
    const answers = await server.send(bytes);
    expect(answers).toEqual([
      { jsonrpc: "2.0", id: null, error: expect.objectContaining({ code: ErrorCodes.ParseError }) },
    ]);
    expect(server.closed).toBe(true);
  });

  it("takes what comes in any pieces", async () => {
    const bytes = Buffer.from(request(1, "echo", { text: "größer" }) + request(2, "echo", { text: "𠀀" }));
    const answers = await server.send(...Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(answers.map(({ result }) => result)).toEqual([{ text: "größer" }, { text: "𠀀" }]);
  });

  it.each([null, undefined])("reads %s for params as none", async (params) => {
    expect(await server.send(frame({ jsonrpc: "2.0", id: 1, method: "echo", params }))).toEqual([
      { jsonrpc: "2.0", id: 1, result: {} },
    ]);
  });

  it("ESP-MSG-4: refuses a second request under an id that awaits its answer", async () => {
    const answers = await server.send(request(1, "wait"), request(1, "echo"));
    expect(answers).toEqual([
      { jsonrpc: "2.0", id: 1, error: expect.objectContaining({ code: ErrorCodes.InvalidRequest }) },
    ]);
    server.releaseAll();
    expect(await server.send(request(2, "echo"))).toHaveLength(2);
  });

  it.each([undefined, {}, [], { id: {} }, { id: null }])(
    "lives on when %j is to be cancelled",
    async (params) => {
      expect(await server.send(frame({ jsonrpc: "2.0", method: "$/cancelRequest", params }))).toEqual([]);
      await servesOn();
    },
  );

  it("takes 1,024 requests at once and calls itself overloaded above", async () => {
    const many = Array.from({ length: 1025 }, (_, id) => request(id + 1, "wait"));
    expect(await server.send(...many)).toEqual([
      {
        jsonrpc: "2.0",
        id: 1025,
        error: expect.objectContaining({ code: 1008, data: expect.objectContaining({ retryable: true }) }),
      },
    ]);
    server.releaseAll();
    expect(await server.send(request("next", "echo"))).toHaveLength(1025);
  });

  it("refuses everything but exit after shutdown", async () => {
    const answers = await server.send(
      request(1, "shutdown"),
      request(2, "echo"),
      notification("note"),
      notification("exit"),
    );
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [2, ErrorCodes.InvalidRequest],
      [1, undefined],
    ]);
    expect(server.notified).toEqual(["exit"]);
  });
});

describe("before initialize", () => {
  it("refuses requests, drops notifications", async () => {
    const server = new GuardedEcho();
    const answers = await server.send(notification("note"), request(1, "echo"), request(2, "initialize"));
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [1, ErrorCodes.ServerNotInitialized],
      [2, undefined],
    ]);
    expect(server.notified).toEqual([]);
  });
});
