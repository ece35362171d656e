import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { startIsovec } from "../run-isovec.ts";

const initializeParams = { processId: null, rootUri: null, capabilities: {} };

/** A server that nobody has said anything to yet. */
class RawServer {
  readonly child: ChildProcess = startIsovec(["serve", "--stdio"]);
  readonly connection: MessageConnection;
  output = "";

  constructor() {
    const { stdin, stdout } = this.child;
    if (stdin === null || stdout === null) throw new Error("the server has no streams");
    stdout.on("data", (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.connection.listen();
  }

  request(method: string, params: unknown = {}): Promise<unknown> {
    return this.connection.sendRequest(method, params);
  }
}

describe("a server that is spoken to in the wrong way", () => {
  let server: RawServer;
  beforeEach(() => {
    server = new RawServer();
  });
  afterEach(() => {
    server.connection.dispose();
    server.child.kill("SIGKILL");
  });

  it("awaits initialize, takes one, and nothing after shutdown", async () => {
    await expect(server.request("search/query", { query: "a" })).rejects.toMatchObject({ code: -32002 });
    await server.request("initialize", initializeParams);
    await expect(server.request("initialize", initializeParams)).rejects.toMatchObject({ code: -32600 });
    await server.request("shutdown");
    await expect(server.request("index/status")).rejects.toMatchObject({ code: -32600 });
    const exit = once(server.child, "exit");
    await server.connection.sendNotification("exit");
    expect(await exit).toEqual([0, null]);
  });

  it.each<[string, unknown, RegExp]>([
    ["no capabilities", { processId: null }, /^params\.capabilities: /],
    [
      "a number for a folder",
      { ...initializeParams, workspaceFolders: [3] },
      /^params\.workspaceFolders\.0: /,
    ],
    [
      "another machine's folder",
      { ...initializeParams, workspaceFolders: [{ uri: "file://elsewhere/a", name: "a" }] },
      /^params\.workspaceFolders\.0\.uri: /,
    ],
  ])(
    "refuses initialize with %s by the key's name and takes a better one",
    async (_what, params, message) => {
      await expect(server.request("initialize", params)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringMatching(message),
      });
      await server.request("initialize", initializeParams);
    },
  );

  it("lives on after notifications that are nonsense, and tells the client's log", async () => {
    await server.request("initialize", initializeParams);
    const logged: string[] = [];
    server.connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
      logged.push(message);
    });
    for (const method of [
      "textDocument/didSave",
      "workspace/didChangeWatchedFiles",
      "workspace/didChangeWorkspaceFolders",
    ]) {
      await server.connection.sendNotification(method, { event: 1, changes: [2], textDocument: null });
      await expect(server.request("embedding/none")).rejects.toMatchObject({ code: -32601 });
      expect(logged.at(-1)).toMatch(new RegExp(`^${method}: params\\.`));
    }
  });

  it("ends a flood that has no header with one error, without reading it", async () => {
    const exit = once(server.child, "exit");
    // The pipe breaks where the server stops reading.
    server.child.stdin?.on("error", () => undefined);
    server.child.stdin?.write(Buffer.alloc(2 * 2 ** 20, "x"));
    expect(await exit).toEqual([1, null]);
    expect(server.output).toMatch(/"id":null,"error":\{"code":-32700/);
  });
});
