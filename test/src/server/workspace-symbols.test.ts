import { pathToFileURL } from "node:url";
import { methods, type ServerStatus } from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

interface Symbol {
  readonly name: string;
  readonly location: { readonly uri: string; readonly range: { readonly start: { readonly line: number } } };
}

describe("workspace/symbol", () => {
  let workspace: SampleWorkspace;
  beforeAll(() => {
    workspace = new SampleWorkspace();
  });
  afterAll(() => workspace.remove());

  const open = (name: string) =>
    LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
      clientInfo: { name },
    });

  it("gives the lines that a search finds, as they rank", async () => {
    const { client, answer } = await open("Neovim");
    expect(answer.capabilities).toMatchObject({ workspaceSymbolProvider: true });
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    const [best] = await client.request<Symbol[]>("workspace/symbol", {
      query: "where are passwords hashed",
    });
    expect(best).toMatchObject({
      name: "export function hashPassword(phrase: string, salt: string): string {",
      location: {
        uri: pathToFileURL(`${workspace.root}/src/password.ts`).href,
        range: { start: { line: 3 } },
      },
    });
    expect(await client.request("workspace/symbol", { query: "" })).toEqual([]);
    await client.close();
  });

  it("is not announced to a client that filters by letters", async () => {
    const { client, answer } = await open("Visual Studio Code");
    expect(answer.capabilities).not.toHaveProperty("workspaceSymbolProvider");
    await client.close();
  });
});
