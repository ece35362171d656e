import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code in Restricted Mode${unlessInstalled}`, () => {
  let codeServer: CodeServer;
  let workbench: Workbench;
  inWindow(
    "restricted",
    (opened, server) => {
      workbench = opened;
      codeServer = server;
    },
    {
      prepare: (workspace) => {
        const file = join(workspace, ".vscode/settings.json");
        const hostile = {
          "isovec.backend": "http",
          "isovec.model": "./model",
          "isovec.cacheDirectory": workspace,
        };
        const program = JSON.parse(readFileSync(file, "utf8")) as object;
        writeFileSync(file, JSON.stringify({ ...program, ...hostile }));
      },
    },
  );

  it("searches with the server beside the extension and not with the folder's program, model or engine", async () => {
    await workbench.waitUntilReady();
    await workbench.waitForStatus(/ on onnx/);
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.screenshot("restricted");
    expect(existsSync(codeServer.trace)).toBe(false);
    expect(readdirSync(codeServer.workspace).sort()).toEqual([
      ".isovecignore",
      ".vscode",
      "model",
      "postprocess",
    ]);
  });

  it("says in the side bar what waits for trust", async () => {
    await workbench.press("Escape");
    await workbench.openSearchView();
    await workbench.section("Restricted Mode").click();
    await workbench.welcome.filter({ hasText: "wait until you trust it" }).waitFor();
    await workbench.screenshot("restricted-view");
  });
});
