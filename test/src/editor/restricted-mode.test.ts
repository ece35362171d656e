import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CodeServer, startCodeServer } from "./code-server.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code in Restricted Mode${unlessInstalled}`, () => {
  let codeServer: CodeServer;
  let workbench: Workbench;
  beforeAll(async () => {
    codeServer = await startCodeServer();
    workbench = await Workbench.open(codeServer.address, "restricted");
  });
  afterEach(({ task }) => workbench.keepFailure(task));
  afterAll(async () => {
    await workbench?.close();
    await codeServer?.stop();
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
