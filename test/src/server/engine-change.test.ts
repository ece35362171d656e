import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type BackendListResult,
  type EmbedResult,
  type IndexStatus,
  methods,
  type SearchResult,
  type ServerStatus,
} from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sharedModels, withShared } from "../repository.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

describe("changing the engine under a running server", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeEach(async () => {
    workspace = new SampleWorkspace();
    // The file that is edited must not be among what is found.
    workspace.write(".isovecignore", "isovec.json\n");
    workspace.write("isovec.json", JSON.stringify({ backend: "onnx" }));
    client = (await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] })).client;
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    await complete();
  });
  afterEach(async () => {
    await client.close();
    workspace.remove();
  });

  const complete = (vectorSpace?: string) =>
    client.told<IndexStatus>(
      methods.indexDidChange,
      (status) =>
        status.state === "idle" &&
        status.pending === 0 &&
        status.embedded > 0 &&
        (vectorSpace === undefined || status.vectorSpace === vectorSpace),
    );
  const hits = async () =>
    (await client.request<SearchResult>(methods.search, { query: "hash a password", mode: "semantic" })).hits;

  /** Edits the configuration as a person would, and says so as an editor does. */
  async function configure(configuration: unknown): Promise<void> {
    client.forget();
    const file = workspace.write("isovec.json", JSON.stringify(configuration));
    await client.connection.sendNotification("textDocument/didSave", {
      textDocument: { uri: pathToFileURL(file).href },
    });
  }

  it("embeds nothing again for an engine of the same space, and finds the same", async () => {
    const before = await hits();
    await configure({ backend: "onnx", threads: 1 });
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    expect(await hits()).toEqual(before);
    const progress = client.notifications.filter(({ method }) => method === "$/progress");
    expect(progress).toEqual([]);
  });

  it("goes on with llama.cpp by one line of isovec.json: nothing is embedded again, the hits are the same", async () => {
    const before = await hits();
    const inputs = ["hash a password", "the shop is open"];
    const space = await client.request<EmbedResult>(methods.embed, { inputs, role: "query" });
    await configure({ backend: "llama-cpp" });
    await client.told<ServerStatus>(
      methods.serverStatus,
      ({ message, backend }) => message === "Ready" && backend === "llama-cpp (cpu)",
    );
    // Another engine's last digits are in the scores, and in nothing else.
    expect(await hits()).toEqual(before.map((hit) => ({ ...hit, score: expect.closeTo(hit.score, 3) })));
    const progress = client.notifications.filter(({ method }) => method === "$/progress");
    expect(progress).toEqual([]);
    const embedded = await client.request<EmbedResult>(methods.embed, { inputs, role: "query" });
    expect(embedded.vectorSpace).toBe(space.vectorSpace);
    // The same space, but really another engine's arithmetic.
    expect(embedded.data).not.toBe(space.data);
  });

  it("ESP-ENGINE-2: builds the static engine's space beside the old one, which answers meanwhile", async () => {
    const before = await hits();
    const space = (await client.request<IndexStatus>(methods.indexStatus)).vectorSpace;
    await configure({ backend: "static" });
    let settled = false;
    const ready = client
      .told<ServerStatus>(
        methods.serverStatus,
        ({ message, backend }) => message === "Ready" && backend === "static (cpu)",
      )
      .finally(() => {
        settled = true;
      });
    while (!settled) expect((await hits()).length).toBeGreaterThan(0);
    await ready;
    const status = await client.request<IndexStatus>(methods.indexStatus);
    expect(status).toMatchObject({ pending: 0, state: "idle" });
    expect(status.vectorSpace).not.toBe(space);
    expect((await hits()).length).toBeGreaterThan(0);
    await configure({ backend: "onnx" });
    await client.told<ServerStatus>(
      methods.serverStatus,
      ({ message, backend }) => message === "Ready" && backend === "onnx (cpu)",
    );
    // The first space's vectors have been kept.
    expect(await hits()).toEqual(before);
  });

  it.each<[string, unknown, RegExp]>([
    [
      "an unknown engine",
      { backend: "abacus" },
      /no backend "abacus".*all-MiniLM-L6-v2-code on onnx serves on\.$/,
    ],
    ["an unknown key", { bakend: "onnx" }, /unknown key "bakend".*serves on\.$/],
    [
      "a host for a workspace to choose",
      { backendOptions: { url: "http://x" } },
      /may not set backendOptions.*serves on\.$/,
    ],
  ])("ESP-ENGINE-1: refuses %s by name and serves on", async (_what, configuration, message) => {
    const before = await hits();
    await configure(configuration);
    const status = await client.told<ServerStatus>(
      methods.serverStatus,
      ({ health }) => health === "warning",
    );
    expect(status.message).toMatch(message);
    expect(await hits()).toEqual(before);
    await configure({ backend: "onnx", threads: 2 });
    await client.told<ServerStatus>(methods.serverStatus, ({ message: text }) => text === "Ready");
  });

  it("ESP-ENGINE-3: lists the engines, and says why one was refused", async () => {
    await expect(client.request(methods.backendSelect, { id: "onnx", dtype: "fp7" })).rejects.toMatchObject({
      code: 1014,
      message: expect.stringMatching(/dtype: onnx has no dtype "fp7"/),
    });
    await client.told<ServerStatus>(
      methods.serverStatus,
      ({ health, message }) => health === "warning" && /fp7.*serves on\.$/.test(message),
    );
    const { backends, active } = await client.request<BackendListResult>(methods.backendList);
    expect(backends.find(({ id }) => id === "onnx")).toMatchObject({
      state: "active",
      dtypes: expect.arrayContaining(["fp32"]),
      lastError: expect.stringMatching(/fp7.*It has: fp32/),
    });
    expect(active).toMatchObject({ id: "onnx", model: "all-MiniLM-L6-v2-code", device: "cpu" });

    client.forget();
    const again = await client.request<BackendListResult>(methods.backendSelect, { id: "onnx" });
    expect(again.backends.find(({ id }) => id === "onnx")?.lastError).toBeUndefined();
    await client.told<ServerStatus>(
      methods.serverStatus,
      ({ health, message }) => health === "ok" && message === "Ready",
    );
  });

  it.skipIf(!withShared)(
    "builds another space beside the old one, which answers meanwhile (skipped without the reference models)",
    async () => {
      const before = await client.request<EmbedResult>(methods.embed, { inputs: ["a"], role: "query" });
      // Enough text that the new index takes a moment.
      for (let file = 0; file < 40; file++) {
        workspace.write(`src/filler${file}.ts`, `export const value${file} = ${file};\n\n`.repeat(60));
      }
      await client.request<IndexStatus>(methods.indexRefresh);
      const selecting = client.request<BackendListResult>(methods.backendSelect, {
        id: "onnx",
        model: join(sharedModels, "tiny-bge"),
      });
      const { active } = await selecting;
      expect(active?.model).toBe("tiny-bge");
      expect(active?.vectorSpace).not.toBe(before.vectorSpace);
      // The old index answers at once, in its own space.
      expect((await hits())[0]?.uri).toMatch(/password\.ts$/);
      const after = await client.request<EmbedResult>(methods.embed, { inputs: ["a"], role: "query" });
      expect(after.vectorSpace).toBe(active?.vectorSpace);
      await complete(after.vectorSpace);

      client.forget();
      await client.request<BackendListResult>(methods.backendSelect, {
        id: "onnx",
        model: "all-MiniLM-L6-v2-code",
      });
      await complete(before.vectorSpace);
      // Its vectors are still there.
      expect(client.notifications.filter(({ method }) => method === "$/progress")).toEqual([]);
      expect((await hits())[0]?.uri).toMatch(/password\.ts$/);
    },
  );
});
