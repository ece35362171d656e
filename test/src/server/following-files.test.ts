import { pathToFileURL } from "node:url";
import { type IndexStatus, methods } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

const uriOf = (path: string) => pathToFileURL(path).href;

describe("ESP-FILES-2: the index follows", () => {
  it("watched files, which the server registers for, saved ones, and folders", async () => {
    const workspace = new SampleWorkspace();
    const other = new SampleWorkspace();
    const { client } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    const files = (count: number) =>
      client.told<IndexStatus>(
        methods.indexDidChange,
        (status) => status.files === count && status.state === "idle" && status.pending === 0,
      );
    const registered = await client.told<{ registrations: readonly { readonly method: string }[] }>(
      "client/registerCapability",
      () => true,
    );
    expect(registered.registrations).toMatchObject([{ method: "workspace/didChangeWatchedFiles" }]);
    await files(4);

    const created = workspace.write("src/volcano.rs", "fn warn_of_eruption() {}\n");
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: uriOf(created), type: 1 }],
    });
    await files(5);

    const saved = workspace.write("src/tide.go", "package tide\n\nfunc HighWater() {}\n");
    await client.connection.sendNotification("textDocument/didSave", {
      textDocument: { uri: uriOf(saved) },
    });
    await files(6);

    const folder = { uri: uriOf(other.root), name: "other" };
    await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [folder], removed: [] },
    });
    await files(10);
    client.forget();
    await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [], removed: [folder] },
    });
    await files(6);

    expect(await client.close()).toBe(0);
    for (const each of [workspace, other]) each.remove();
  });

  it("files of clients that cannot watch: the server watches the folders itself, new ones too", async () => {
    const workspace = new SampleWorkspace();
    const { client } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
    });
    const files = (count: number) =>
      client.told<IndexStatus>(
        methods.indexDidChange,
        (status) => status.files === count && status.state === "idle" && status.pending === 0,
      );
    await files(4);
    workspace.write("src/volcano.rs", "fn warn_of_eruption() {}\n");
    await files(5);
    workspace.write("sea/deep/tide.go", "package tide\n\nfunc HighWater() {}\n");
    await files(6);
    workspace.write("sea/deep/ebb.go", "package tide\n\nfunc LowWater() {}\n");
    await files(7);
    expect(await client.close()).toBe(0);
    workspace.remove();
  });
});
