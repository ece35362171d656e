import { pathToFileURL } from "node:url";
import { type IndexStatus, methods, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

describe("an index that a client pauses, resumes and clears", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    ({ client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] }));
    await told("Ready");
  });
  afterAll(async () => {
    expect(await client.close()).toBe(0);
    workspace.remove();
  });

  const told = (said: string) =>
    client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === said);
  const index = (method: string) => client.request<IndexStatus>(method);
  const find = async (query: string) => {
    const { hits } = await client.request<SearchResult>(methods.search, { query, mode: "lexical" });
    return hits.map(({ uri }) => uri.slice(uri.lastIndexOf("/") + 1));
  };
  const save = (path: string, content: string) =>
    client.connection.sendNotification("textDocument/didSave", {
      textDocument: { uri: pathToFileURL(workspace.write(path, content)).href },
    });

  it("ESP-INDEX-3: tells what it is told to, sees nothing new meanwhile, and all of it afterwards", async () => {
    client.forget();
    expect(await index(methods.indexPause)).toMatchObject({ state: "paused", files: 4, pending: 0 });
    await save("src/volcano.rs", "fn warn_of_eruption() {}\n");
    await told("The index is paused");
    expect(await find("eruption")).toEqual([]);
    expect((await find("distance"))[0]).toBe("geometry.py");
    expect(await index(methods.indexRefresh)).toMatchObject({ state: "paused", files: 4 });

    client.forget();
    expect((await index(methods.indexResume)).state).not.toBe("paused");
    await client.told<IndexStatus>(
      methods.indexDidChange,
      ({ state, files, pending }) => state === "idle" && files === 5 && pending === 0,
    );
    expect(await find("eruption")).toEqual(["volcano.rs"]);
  });

  it("keeps the pause when the engine changes, and the former index answers until it is resumed", async () => {
    await index(methods.indexPause);
    await client.request(methods.backendSelect, { id: "static" });
    expect((await index(methods.indexStatus)).state).toBe("paused");
    expect((await find("distance"))[0]).toBe("geometry.py");
    await expect(index(methods.indexClear)).rejects.toMatchObject({
      code: 1009,
      data: { name: "IndexBusy", retryable: true },
    });
    await client.request(methods.backendSelect, { id: "onnx" });
    await index(methods.indexResume);
    expect(await index(methods.indexRefresh)).toMatchObject({ state: "idle", pending: 0 });
  });

  it("builds what was cleared anew", async () => {
    const { generation, ...before } = await index(methods.indexRefresh);
    client.forget();
    expect((await index(methods.indexClear)).generation).toBeGreaterThan(generation);
    await client.told<IndexStatus>(methods.indexDidChange, ({ files }) => files === 0);
    const { files, chunks, embedded } = before;
    await client.told<IndexStatus>(
      methods.indexDidChange,
      (status) => status.state === "idle" && status.files === files && status.embedded === embedded,
    );
    expect(await index(methods.indexRefresh)).toMatchObject({ files, chunks, embedded, pending: 0 });
    expect((await find("distance"))[0]).toBe("geometry.py");
  });
});
