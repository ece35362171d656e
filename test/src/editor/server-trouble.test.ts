import { afterEach, describe, expect, it } from "vitest";
import { type CodeServer, startCodeServer } from "./code-server.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { findServerProcess } from "./server-process.ts";
import { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code and a server in trouble${unlessInstalled}`, () => {
  let codeServer: CodeServer | undefined;
  let workbench: Workbench | undefined;
  afterEach(async ({ task }) => {
    await workbench?.keepFailure(task);
    await workbench?.close();
    await codeServer?.stop();
  });

  it("names the setting whose file is not there", async () => {
    codeServer = await startCodeServer({
      machineSettings: { "isovec.server.path": "/nowhere/isovec.mjs" },
    });
    workbench = await Workbench.open(codeServer.address, "trusted");
    const reason = "The setting isovec.server.path names /nowhere/isovec.mjs, which does not exist.";
    await workbench.waitForStatus(/^The setting isovec\.server\.path names \/nowhere\/isovec\.mjs/);
    await workbench.notification.filter({ hasText: reason }).waitFor();
    await workbench.screenshot("no-server");
    await workbench.notification.getByRole("button", { name: "Show Log" }).click();
    await workbench.waitForLog(reason);
  });

  it("searches again after the server was killed", async () => {
    codeServer = await startCodeServer();
    workbench = await Workbench.open(codeServer.address, "trusted");
    await workbench.waitUntilReady();
    const killed = findServerProcess(codeServer.processId);
    if (killed === undefined) throw new Error("No server runs below code-server.");
    process.kill(killed, "SIGKILL");

    const { processId } = codeServer;
    await expect
      .poll(() => findServerProcess(processId), patience)
      .toSatisfy((found) => found !== undefined && found !== killed);
    await workbench.waitUntilReady();
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.screenshot("after-crash");
  });
});
