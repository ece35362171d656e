import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type IndexStatus, methods, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

describe("the language server in trouble", () => {
  let workspace: SampleWorkspace;
  beforeEach(() => {
    workspace = new SampleWorkspace();
  });
  afterEach(() => workspace.remove());

  const open = (options?: unknown) =>
    LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state], options });

  it.each<[string, unknown, number, RegExp]>([
    ["an unknown key", { bakend: "onnx" }, 1014, /initializationOptions: unknown key "bakend"/],
    ["an unknown engine", { backend: "abacus" }, 1014, /no backend "abacus"/],
    ["an unknown model", { model: "all-Mini" }, 1001, /no model "all-Mini"/],
  ])("names %s in the status and in every answer that needs it", async (_what, options, code, message) => {
    const { client } = await open(options);
    const status = await client.told<ServerStatus>(methods.serverStatus, ({ health }) => health === "error");
    expect(status.message).toMatch(message);
    await expect(client.request(methods.embed, { inputs: ["a"], role: "query" })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      data: { retryable: false, remedy: expect.stringMatching(/./) },
    });
    expect(await client.close()).toBe(0);
  });

  it("tells how far the index has come when its engine cannot be had", async () => {
    for (let file = 0; file < 60; file++) {
      workspace.write(
        `src/order${file}.ts`,
        `export function order${file}(): number {\n  return ${file};\n}\n\n`.repeat(40),
      );
    }
    const { client } = await open({
      backend: "http",
      backendOptions: { api: "openai", url: "http://127.0.0.1:65535" },
    });
    const { tiers, pending } = await client.told<IndexStatus>(
      methods.indexDidChange,
      ({ state }) => state === "failed",
    );
    expect(pending).toBeGreaterThan(200);
    expect(tiers?.find(({ tier }) => tier === "static")).toMatchObject({ pending: 0 });
    await client.close();
  });

  it("does not let a workspace choose where the index lies", async () => {
    workspace.write("isovec.json", JSON.stringify({ stateDirectory: "/elsewhere" }));
    const { client } = await open();
    await expect(client.request(methods.search, { query: "a" })).rejects.toMatchObject({
      code: 1010,
      message: expect.stringMatching(/isovec\.json: a workspace may not set stateDirectory/),
    });
    await client.close();
  });

  it("says that no folder is open", async () => {
    const { client } = await LanguageClient.open(undefined);
    await expect(client.request(methods.search, { query: "a" })).rejects.toMatchObject({
      code: 1016,
      message: expect.stringMatching(/No folder is open/),
    });
    expect(await client.close()).toBe(0);
  });

  it("searches the other folders when one is gone, and that one too once it is back", async () => {
    const { client } = await open();
    const gone = new SampleWorkspace();
    gone.remove();
    const searched = async () => {
      const query = { query: "where are passwords hashed", mode: "lexical" };
      return (await client.request<SearchResult>(methods.search, query)).hits.map(({ uri }) => uri);
    };
    await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: pathToFileURL(gone.root).href, name: "gone" }], removed: [] },
    });
    const status = await client.told<ServerStatus>(methods.serverStatus, ({ health }) => health === "error");
    expect(status.message).toContain(`There is no folder ${gone.root}`);
    expect((await searched())[0]).toMatch(/src\/password\.ts$/);

    gone.write("src/login.ts", "export function passwordsAreHashed() {}\n");
    try {
      await client.request(methods.indexRefresh);
      expect(await searched()).toContain(pathToFileURL(join(gone.root, "src/login.ts")).href);
      await client.close();
    } finally {
      gone.remove();
    }
  });

  it("ends when the client goes away without a word", async () => {
    const { client } = await open();
    expect(await client.vanish()).toBe(1);
  });
});
