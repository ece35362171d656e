import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { repository } from "../repository.ts";
import { type CodeServer, startCodeServer } from "./code-server.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { findServerProcess } from "./server-process.ts";
import { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code and what is open in it${unlessInstalled}`, () => {
  let codeServer: CodeServer | undefined;
  let workbench: Workbench | undefined;
  afterEach(async ({ task }) => {
    await workbench?.keepFailure(task);
    await workbench?.close();
    await codeServer?.stop();
  });

  function addressOf({ address }: CodeServer, query: Readonly<Record<string, string>>): string {
    const url = new URL(address);
    url.search = new URLSearchParams(query).toString();
    return url.href;
  }

  /** A workspace file beside the sample workspace. */
  function writeWorkspace({ workspace }: CodeServer, content: object): string {
    const file = join(workspace, "../several.code-workspace");
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  it("says without a folder what is missing, and starts nothing", async () => {
    codeServer = await startCodeServer();
    workbench = await Workbench.open(addressOf(codeServer, { ew: "true" }), "unasked");
    await workbench.runCommand("Isovec: Open Search View");
    await workbench.welcome.filter({ hasText: "Isovec searches a folder, and none is open." }).waitFor();
    await workbench.screenshot("no-folder");
    await workbench.welcome.getByRole("button", { name: "Take the Tour" }).click();
    await workbench.tour.getByRole("heading", { name: "Search your code by meaning" }).waitFor();
    const picture = workbench.tour.getByAltText(/^The search view with results by file/);
    await expect
      .poll(
        () => picture.evaluate((image: { readonly naturalWidth: number }) => image.naturalWidth),
        patience,
      )
      .toBeGreaterThan(0);
    await workbench.screenshot("walkthrough");
    expect(findServerProcess(codeServer.processId)).toBeUndefined();
  });

  it("searches all folders of a workspace, and takes its settings", async () => {
    codeServer = await startCodeServer();
    const other = join(codeServer.workspace, "../other");
    mkdirSync(other);
    cpSync(join(repository, "packages/core/src/errors"), other, { recursive: true });
    const file = writeWorkspace(codeServer, {
      folders: [{ path: "sample" }, { path: "other" }],
      settings: { "isovec.model": "all-MiniLM-L6-v2-static", "isovec.backend": "static" },
    });
    workbench = await Workbench.open(addressOf(codeServer, { workspace: file }), "trusted");
    await workbench.waitForStatus(/^Isovec: ready, .* on static/);
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.ask("class IsovecError extends Error");
    await workbench.waitForFirstHit("isovec-error.ts");
    await workbench.screenshot("several-folders");
  });

  it("says of a folder that is on no disk that nothing is searched, and starts nothing", async () => {
    codeServer = await startCodeServer({ companion: true });
    const file = writeWorkspace(codeServer, { folders: [{ uri: "memory:/project", name: "project" }] });
    workbench = await Workbench.open(addressOf(codeServer, { workspace: file }), "unasked");
    await workbench.runCommand("Isovec: Open Search View");
    await workbench.welcome.filter({ hasText: "This folder is not on a disk" }).waitFor();
    await workbench.screenshot("virtual");
    await workbench.runCommand("Isovec: Restart Server");
    await workbench.notification.filter({ hasText: "project is not on a disk (memory:)" }).waitFor();
    expect(findServerProcess(codeServer.processId)).toBeUndefined();
  });
});
