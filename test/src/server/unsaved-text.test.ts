import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { methods, type SearchMode, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

const volcano =
  "/** Warns the village when the mountain starts to smoke. */\nexport function warnOfEruption(): void {}\n";
const modes: readonly SearchMode[] = ["hybrid", "semantic", "lexical"];
const range = (startLine: number, endLine: number) => ({
  start: { line: startLine, character: 0 },
  end: { line: endLine, character: 0 },
});

describe("text that is typed and not saved", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  let synchronisation: unknown;
  const opened = new Set<string>();
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write(".env", "TOKEN=1\n");
    workspace.write(".isovecignore", "private/\n");
    const parameters = ["--state", workspace.state];
    const { client: neovim, answer } = await LanguageClient.open(workspace.root, {
      parameters,
      clientInfo: { name: "Neovim" },
    });
    client = neovim;
    synchronisation = answer.capabilities["textDocumentSync"];
    await ready(client);
  });
  afterEach(async () => {
    for (const uri of opened) await tell("didClose", { textDocument: { uri } });
    opened.clear();
  });
  afterAll(async () => {
    expect(await client.close()).toBe(0);
    workspace.remove();
  });

  const ready = (of: LanguageClient) =>
    of.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
  const uriOf = (path: string) => pathToFileURL(join(workspace.root, path)).href;
  const tell = (method: string, params: object) =>
    client.connection.sendNotification(`textDocument/${method}`, params);
  const openAs = (uri: string, text: string) => {
    opened.add(uri);
    return tell("didOpen", { textDocument: { uri, languageId: "text", version: 1, text } });
  };
  const open = (path: string, text: string) => openAs(uriOf(path), text);
  const change = (path: string, contentChanges: readonly object[]) =>
    tell("didChange", { textDocument: { uri: uriOf(path), version: 2 }, contentChanges });
  const find = async (query: string, mode: SearchMode = "hybrid", of = client) =>
    (await of.request<SearchResult>(methods.search, { query, mode, limit: 10 })).hits;
  const onDisk = (path: string) => readFileSync(join(workspace.root, path), "utf8");

  it("is told incrementally", () => {
    expect(synchronisation).toMatchObject({ openClose: true, change: 2 });
  });

  it.each(modes)("ESP-TEXT-1: is found at once, and the text in its place is not: %s", async (mode) => {
    const path = "src/geometry.py";
    await open(path, onDisk(path));
    expect((await find("distance between two points", mode))[0]?.uri).toBe(uriOf(path));
    // Two edits in a row, the second in the places that the first has left.
    await change(path, [
      { range: range(0, 7), text: "first = 1\n" },
      { range: { start: { line: 0, character: 8 }, end: { line: 1, character: 0 } }, text: `1\n${volcano}` },
    ]);
    const [first] = await find("eruption smoke", mode);
    expect(first).toMatchObject({ uri: uriOf(path), preview: `first = 1\n${volcano}`.trimEnd() });
    const found = await find("distance between two points", mode);
    expect(found.filter(({ preview }) => preview.includes("distance"))).toEqual([]);
  });

  it("ESP-TEXT-1: is found by workspace/symbol and search/similar, and compared where it stands", async () => {
    const path = "src/geometry.py";
    await open(path, `first = 1\n${onDisk("src/password.ts")}`);
    const symbols = await client.request<readonly { location: { uri: string } }[]>("workspace/symbol", {
      query: "hash password",
    });
    expect(
      symbols
        .map(({ location }) => location.uri)
        .slice(0, 2)
        .toSorted(),
    ).toEqual([uriOf(path), uriOf("src/password.ts")].toSorted());
    const similar = async (uri: string, of: object) =>
      (await client.request<SearchResult>(methods.similar, { textDocument: { uri }, range: of })).hits;
    expect((await similar(uriOf("src/password.ts"), range(0, 6)))[0]?.uri).toBe(uriOf(path));
    const [nearest] = await similar(uriOf(path), range(1, 7));
    expect(nearest?.uri).toBe(uriOf("src/password.ts"));
    expect(nearest?.score).toBeGreaterThan(0.8);
    await openAs("untitled:1", onDisk("src/retry.ts"));
    expect((await similar("untitled:1", range(0, 10)))[0]?.uri).toBe(uriOf("src/retry.ts"));
    await expect(similar("untitled:1", range(90, 91))).rejects.toMatchObject({ code: 1015 });
  });

  it.each(modes)("ESP-TEXT-2: counts as it is on disk once it is closed: %s", async (mode) => {
    const path = "src/geometry.py";
    await open(path, volcano);
    expect((await find("eruption smoke", mode))[0]?.uri).toBe(uriOf(path));
    await tell("didClose", { textDocument: { uri: uriOf(path) } });
    expect((await find("distance between two points", mode))[0]?.preview).toContain("def distance");
    const found = await find("eruption smoke", mode);
    expect(found.filter(({ preview }) => preview.includes("warnOfEruption"))).toEqual([]);
  });

  it("ESP-TEXT-1: is found in a file that is not on disk yet", async () => {
    await open("src/new/volcano.ts", volcano);
    expect((await find("eruption smoke"))[0]?.uri).toBe(uriOf("src/new/volcano.ts"));
  });

  it.each([".env", "private/volcano.ts", "node_modules/volcano/index.js", "../outside.ts"])(
    "ESP-TEXT-3: is not found in what the index leaves out: %s",
    async (path) => {
      await open(path, volcano);
      for (const mode of modes) {
        const uris = (await find("eruption smoke", mode)).map(({ uri }) => uri);
        expect(uris).not.toContain(uriOf(path));
      }
    },
  );

  it("ESP-TEXT-3: is its client's alone, and is written to no file", async () => {
    await open("src/geometry.py", `zyzzyva = 1\n${volcano}`);
    expect((await find("zyzzyva", "lexical"))[0]?.uri).toBe(uriOf("src/geometry.py"));
    await find("zyzzyva", "semantic");
    const { client: other } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
    });
    await ready(other);
    expect(await find("zyzzyva", "lexical", other)).toEqual([]);
    expect(await other.close()).toBe(0);
    const written = readdirSync(workspace.state, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(written.length).toBeGreaterThan(0);
    for (const { parentPath, name } of written) {
      expect(readFileSync(join(parentPath, name)).includes("zyzzyva"), name).toBe(false);
    }
  });

  it("names what is wrong with what it is told, and serves on", async () => {
    await tell("didChange", {
      textDocument: { uri: uriOf("src/geometry.py"), version: 2 },
      contentChanges: [{ range: { start: { line: -1, character: 0 } }, text: "a" }],
    });
    const { message } = await client.told<{ message: string }>("window/logMessage", ({ message }) =>
      message.includes("didChange"),
    );
    expect(message).toMatch(/params\.contentChanges\.0/);
    await change("src/never-opened.py", [{ text: volcano }]);
    expect((await find("distance between two points"))[0]?.uri).toBe(uriOf("src/geometry.py"));
  });
});
