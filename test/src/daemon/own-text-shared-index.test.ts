import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type IndexStatus, methods, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "../server/language-client.ts";
import { startDaemon, stopDaemon } from "./daemon.ts";

describe("two clients of one daemon", () => {
  let workspace: SampleWorkspace;
  let one: LanguageClient;
  let other: LanguageClient;
  beforeEach(async () => {
    workspace = new SampleWorkspace();
    await startDaemon(workspace.state);
    one = await open("one");
    other = await open("other");
  });
  afterEach(async () => {
    await stopDaemon(workspace.state);
    workspace.remove();
  });

  const open = async (name: string): Promise<LanguageClient> => {
    const parameters = ["--state", workspace.state];
    const { client } = await LanguageClient.open(workspace.root, { parameters, clientInfo: { name } });
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    return client;
  };
  const find = async (client: LanguageClient, query: string) =>
    (await client.request<SearchResult>(methods.search, { query, limit: 5 })).hits;
  const index = (client: LanguageClient, method: string) => client.request<IndexStatus>(method);

  it("ESP-TEXT-3: see what they have typed themselves, and the file where the other has typed", async () => {
    const uri = pathToFileURL(join(workspace.root, "src/geometry.py")).href;
    const typed = (text: string) => ({ textDocument: { uri, languageId: "python", version: 1, text } });
    await one.connection.sendNotification("textDocument/didOpen", typed("def erupt(volcano): pass\n"));
    expect((await find(one, "volcano"))[0]?.preview).toContain("erupt");
    expect((await find(other, "distance between points"))[0]?.preview).toContain("def distance");
    await other.connection.sendNotification("textDocument/didOpen", typed("def flood(river): pass\n"));
    expect((await find(other, "river"))[0]?.preview).toContain("flood");
    const previews = (await find(one, "river")).map(({ preview }) => preview);
    expect(previews.filter((preview) => preview.includes("flood"))).toEqual([]);
    for (const client of [one, other]) expect(await client.close()).toBe(0);
  });

  it("ESP-INDEX-1: pause and resume the index for each other, and a pause ends with who asked for it", async () => {
    await index(one, methods.indexPause);
    expect((await index(other, methods.indexRefresh)).state).toBe("paused");
    await index(other, methods.indexResume);
    expect((await index(one, methods.indexRefresh)).state).toBe("idle");

    await index(one, methods.indexPause);
    workspace.write("src/volcano.ts", "export const eruption = 1;\n");
    expect(await one.close()).toBe(0);
    await expect
      .poll(async () => (await index(other, methods.indexRefresh)).files, { timeout: 30_000, interval: 100 })
      .toBe(5);
    expect(await other.close()).toBe(0);
  });
});
