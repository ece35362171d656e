import { pathToFileURL } from "node:url";
import { type DuplicatesResult, methods, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

/** The sample's retry under other names. */
const renamed = `const unrelated = 1;

export async function persist<R>(work: () => Promise<R>, most: number): Promise<R> {
  for (let round = 0; ; round++) {
    try {
      return await work();
    } catch (problem) {
      if (round + 1 === most) throw problem;
      await new Promise((wake) => setTimeout(wake, 250 * 2 ** round));
    }
  }
}
`;

describe("search/duplicates", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write("src/again.ts", renamed);
    ({ client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] }));
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
  });
  afterAll(async () => {
    await client.close();
    workspace.remove();
  });

  const uriOf = (path: string) => pathToFileURL(`${workspace.root}/${path}`).href;
  const duplicates = (path: string, rest: object = {}) =>
    client.request<DuplicatesResult>(methods.duplicates, { textDocument: { uri: uriOf(path) }, ...rest });

  it("finds a definition of the file that is elsewhere under other names, with both places", async () => {
    const found = await duplicates("src/again.ts");
    expect(found.compared).toBe(1);
    const [only, ...others] = found.duplicates;
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      range: { start: { line: 2 }, end: { line: 12 } },
      likeness: "renamed",
      hit: { uri: uriOf("src/retry.ts"), range: { start: { line: 0 }, end: { line: 11 } } },
    });
    expect(only?.hit.score).toBeGreaterThanOrEqual(0.9);
  });

  it("compares no definition that is shorter than was asked for", async () => {
    expect(await duplicates("src/again.ts", { minimumLines: 30 })).toEqual({ duplicates: [], compared: 0 });
  });

  it("has nothing to say of a file that is there once", async () => {
    expect((await duplicates("src/password.ts", { minimumLines: 2 })).duplicates).toEqual([]);
  });

  it("reads no file that the index does not have", async () => {
    await expect(duplicates("../../etc/passwd")).rejects.toMatchObject({
      code: 1015,
      data: { name: "InputInvalid" },
    });
  });
});
