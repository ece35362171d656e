import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type BackendListResult,
  type IndexStatus,
  methods,
  type SearchResult,
  type ServerStatus,
} from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

interface Command {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

const literals = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };
const capabilities = { textDocument: { codeAction: literals }, workspace: { configuration: true } };

describe("what an editor can send without a plugin for it", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  let announced: Record<string, unknown>;
  let uri: string;
  let settings: unknown = null;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    const again = readFileSync(join(workspace.root, "src/password.ts"), "utf8").replace("Password", "Phrase");
    uri = pathToFileURL(workspace.write("src/again.ts", again)).href;
    const parameters = ["--state", workspace.state];
    const opened = await LanguageClient.open(workspace.root, { parameters, capabilities });
    client = opened.client;
    announced = opened.answer.capabilities;
    client.connection.onRequest("workspace/configuration", () => [settings]);
    await told("Ready");
    const textDocument = { uri, languageId: "typescript", version: 1, text: again };
    await client.connection.sendNotification("textDocument/didOpen", { textDocument });
  });
  afterAll(async () => {
    expect(await client.close()).toBe(0);
    workspace.remove();
  });

  const told = (said: string) =>
    client.told<ServerStatus>(methods.serverStatus, ({ message }) => message.includes(said));
  const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
  const run = <T>(command: unknown, ...given: readonly unknown[]) =>
    client.request<T>("workspace/executeCommand", { command, arguments: given });

  describe("workspace/executeCommand", () => {
    it("is announced, but not to editors that register what is announced beside our extension's own", async () => {
      expect(announced).toMatchObject({
        executeCommandProvider: {
          commands: ["isovec.search", "isovec.similar", "isovec.reindex", "isovec.selectBackend"],
        },
        codeActionProvider: { codeActionKinds: ["isovec.similar"] },
      });
      const { client: code, answer } = await LanguageClient.open(undefined, {
        clientInfo: { name: "Visual Studio Code" },
      });
      expect(answer.capabilities).not.toHaveProperty("executeCommandProvider");
      expect(answer.capabilities).not.toHaveProperty("codeActionProvider");
      await code.close();
    });

    it("ESP-COMMAND-1: gives what the methods give", async () => {
      const question = { query: "where are passwords hashed", limit: 2 };
      const asked = await client.request<SearchResult>(methods.search, question);
      expect((await run<SearchResult>("isovec.search", question)).hits).toEqual(asked.hits);
      const like = { textDocument: { uri }, range, limit: 1 };
      const similar = await client.request<SearchResult>(methods.similar, like);
      expect((await run<SearchResult>("isovec.similar", like)).hits).toEqual(similar.hits);
      workspace.write("src/tide.go", "package tide\n\nfunc HighWater() {}\n");
      expect(await run<IndexStatus>("isovec.reindex")).toMatchObject({ state: "idle", files: 6, pending: 0 });
      const selected = await run<BackendListResult>("isovec.selectBackend", { id: "onnx" });
      expect(selected.active?.id).toBe("onnx");
    });

    it.each<[unknown, readonly unknown[], RegExp]>([
      ["isovec.unknown", [], /params\.command/],
      [3, [], /params\.command/],
      ["isovec.search", [], /params\.arguments/],
      ["isovec.search", [{ query: 42 }], /params\.arguments\.0\.query/],
      ["isovec.search", [{ query: "a", colour: "red" }], /params\.arguments\.0.*colour/],
      ["isovec.similar", [{ textDocument: { uri: "a" } }], /params\.arguments\.0\.range/],
      ["isovec.selectBackend", [{ id: "" }], /params\.arguments\.0\.id/],
      ["isovec.reindex", [{}], /params\.arguments/],
    ])("ESP-COMMAND-2: refuses %s with %j by the path of the key", async (command, given, message) => {
      await expect(run(command, ...given)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringMatching(message),
      });
    });
  });

  describe("textDocument/codeAction", () => {
    const actions = (of: object, only?: readonly string[]) =>
      client.request<readonly { title: string; kind: string; command: Command }[]>(
        "textDocument/codeAction",
        { textDocument: { uri }, range: of, context: { diagnostics: [], ...(only && { only }) } },
      );
    const cursor = { start: range.start, end: range.start };

    it("ESP-ACTION-1: offers to find what is like the selected lines, by a command that does", async () => {
      const [action, ...others] = await actions(range);
      expect(others).toEqual([]);
      expect(action).toMatchObject({ title: "Find similar code", kind: "isovec.similar" });
      const { command, arguments: given } = action?.command ?? { command: "", arguments: [] };
      const { hits } = await run<SearchResult>(command, ...given);
      expect(hits[0]?.uri).toMatch(/src\/password\.ts$/);
      expect(hits.map((hit) => hit.uri)).not.toContain(uri);
    });

    it("ESP-ACTION-1: offers nothing without a selection, unless it is asked for", async () => {
      expect(await actions(cursor)).toEqual([]);
      for (const only of [["isovec.similar"], ["isovec"], [""]]) {
        expect(await actions(cursor, only)).toHaveLength(1);
      }
      for (const only of [["quickfix"], ["isovec.similar.more"], ["isovec.sim"], []]) {
        expect(await actions(range, only)).toEqual([]);
      }
    });

    it("offers nothing in what is not open, and names a key that is wrong", async () => {
      const context = { diagnostics: [] };
      const ask = (params: object) => client.request("textDocument/codeAction", params);
      expect(await ask({ textDocument: { uri: "untitled:1" }, range, context })).toEqual([]);
      await expect(
        ask({ textDocument: { uri }, range: { start: range.start }, context }),
      ).rejects.toMatchObject({ code: -32602, message: expect.stringContaining("params.range.end") });
    });
  });

  describe("workspace/didChangeConfiguration", () => {
    const configure = async (sent: unknown) => {
      client.forget();
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: sent });
    };
    const serving = async () => (await client.request<BackendListResult>(methods.backendList)).active?.id;

    it("ESP-CONFIG-1: follows settings that are sent, and those that it asks for", async () => {
      await configure({ isovec: { backend: "static" }, other: { backend: 3 } });
      await client.told<ServerStatus>(
        methods.serverStatus,
        ({ message, backend }) => message === "Ready" && backend === "static (cpu)",
      );
      expect(await serving()).toBe("static");
      settings = { backend: "onnx" };
      await configure(null);
      await client.told<ServerStatus>(
        methods.serverStatus,
        ({ message, backend }) => message === "Ready" && backend === "onnx (cpu)",
      );
      expect(await serving()).toBe("onnx");
    });

    it.each<[unknown, RegExp]>([
      [{ isovec: { colour: "red" } }, /params\.settings\.isovec: unknown key "colour"/],
      [{ isovec: { threads: 0 } }, /params\.settings\.isovec: threads is 0/],
      [{ isovec: "onnx" }, /params\.settings\.isovec: the configuration must be a JSON object/],
    ])(
      "ESP-CONFIG-2: names what is wrong with %j, and what served before serves on",
      async (sent, message) => {
        await configure(sent);
        const status = await client.told<ServerStatus>(
          methods.serverStatus,
          ({ health }) => health === "warning",
        );
        expect(status.message).toMatch(message);
        expect(await serving()).toBe("onnx");
        // What is right again is no warning any more, though nothing else has changed.
        await configure({ isovec: { backend: "onnx" } });
        await told("Ready");
      },
    );

    it("passes over settings that are others'", async () => {
      settings = null;
      await configure({ rust: {} });
      expect(await serving()).toBe("onnx");
    });
  });
});
