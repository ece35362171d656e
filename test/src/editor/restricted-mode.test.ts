import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code in Restricted Mode${unlessInstalled}`, () => {
  let codeServer: CodeServer;
  let workbench: Workbench;
  inWindow("restricted", (opened, server) => {
    workbench = opened;
    codeServer = server;
  });

  it("searches with the server beside the extension and not with the folder's program", async () => {
    await workbench.waitUntilReady();
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.screenshot("restricted");
    expect(existsSync(codeServer.trace)).toBe(false);
  });
});
