import { methods, type SearchResult, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

describe("search within a part of the code", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write("src/deep/hash.ts", "export const hashOf = (password: string) => password.length;\n");
    workspace.write("tools/hash.ts", "export const hashTool = (password: string) => password;\n");
    ({ client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] }));
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
  });
  afterAll(async () => {
    await client.close();
    workspace.remove();
  });

  const pathsOf = ({ hits }: SearchResult) =>
    [
      ...new Set(hits.map(({ uri }) => uri.slice(uri.indexOf(workspace.root) + workspace.root.length + 1))),
    ].sort();
  const asked = async (params: object) =>
    pathsOf(await client.request<SearchResult>(methods.search, { query: "hash password", ...params }));

  it.each<[object, string[]]>([
    [{ include: ["src/**/hash.ts", "tools/"] }, ["src/deep/hash.ts", "tools/hash.ts"]],
    [{ include: ["HASH.{ts,js}"], exclude: ["src/"] }, ["tools/hash.ts"]],
    [{ include: ["tools/"], languages: ["python"] }, []],
    [{ languages: ["py"] }, ["src/geometry.py"]],
    [{ include: ["src/"], query: "hash path:tools/" }, []],
  ])("ESP-SEARCH-4: gives what matches all of %j", async (params, expected) => {
    expect(await asked(params)).toEqual(expected);
  });

  it("ESP-SEARCH-4: narrows what is like a piece of code", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const like = { textDocument: { uri: "untitled:1" }, range, text: "hash(password)" };
    const found = await client.request<SearchResult>(methods.similar, { ...like, include: ["tools/**"] });
    expect(pathsOf(found)).toEqual(["tools/hash.ts"]);
  });

  it("ESP-SEARCH-4: refuses what is no language", async () => {
    await expect(asked({ languages: ["klingon"] })).rejects.toMatchObject({
      code: 1015,
      message: "language klingon: no such language.",
    });
  });
});
