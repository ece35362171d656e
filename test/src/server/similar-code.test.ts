import { pathToFileURL } from "node:url";
import { methods, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

const again = `export function hashPhrase(phrase: string): string {
  return createHash('sha256').update(phrase).digest('hex');
}
`;

describe("search/similar", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write("src/again.ts", again);
    workspace.write(".env", "TOKEN=secret-of-the-house\n");
    ({ client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] }));
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
  });
  afterAll(async () => {
    await client.close();
    workspace.remove();
  });

  const uriOf = (path: string) => pathToFileURL(`${workspace.root}/${path}`).href;
  const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  const similar = (params: object) => client.request<SearchResult>(methods.similar, params);

  it("ESP-SEARCH-2: finds what is written in the same way, but not the range itself", async () => {
    const { hits, index } = await similar({ textDocument: { uri: uriOf("src/again.ts") }, range });
    expect(hits[0]?.uri).toBe(uriOf("src/password.ts"));
    expect(hits.map(({ uri }) => uri)).not.toContain(uriOf("src/again.ts"));
    expect(index).toMatchObject({ complete: true });
  });

  it("ESP-SEARCH-3: compares the text that the editor has, saved or not", async () => {
    const text = "def length(p, q):\n    return math.hypot(p[0] - q[0], p[1] - q[1])\n";
    const found = await similar({ textDocument: { uri: uriOf("src/again.ts") }, range, text, limit: 1 });
    expect(found.hits.map(({ uri }) => uri)).toEqual([uriOf("src/geometry.py")]);
    const scratch = await similar({ textDocument: { uri: "untitled:1" }, range, text, limit: 1 });
    expect(scratch.hits.map(({ uri }) => uri)).toEqual([uriOf("src/geometry.py")]);
  });

  it("ESP-SEARCH-5: names the copies of a hit, which are no hits", async () => {
    const copy = "export function areaOf(width, height) {\n  return width * height;\n}\n";
    for (const path of ["src/area.js", "lib/area.js"]) workspace.write(path, copy);
    await client.request(methods.indexRefresh, {});
    const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    const asked = [
      await client.request<SearchResult>(methods.search, { query: "area of width and height" }),
      await similar({ textDocument: { uri: "untitled:1" }, range, text: copy }),
    ];
    for (const { hits } of asked) {
      const [first, ...others] = hits;
      const places = [first, ...(first?.alsoAt ?? [])].map((place) => place?.uri);
      expect(places.sort()).toEqual([uriOf("lib/area.js"), uriOf("src/area.js")]);
      expect(first?.alsoAt?.[0]?.range).toEqual(range);
      expect(others.filter(({ uri }) => uri.endsWith("area.js"))).toEqual([]);
    }
  });

  it.each([".env", "../../etc/passwd", "src/gone.ts"])(
    "ESP-SEARCH-3: reads no file that the index does not have: %s",
    async (path) => {
      const asked = similar({ textDocument: { uri: uriOf(path) }, range });
      await expect(asked).rejects.toMatchObject({ code: 1015, data: { name: "InputInvalid" } });
    },
  );
});
