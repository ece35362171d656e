import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { findServerProcess } from "./server-process.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code and the configuration${unlessInstalled}`, () => {
  let workbench: Workbench;
  let codeServer: CodeServer;
  inWindow(
    "trusted",
    (opened, server) => {
      workbench = opened;
      codeServer = server;
    },
    {
      prepare: (workspace) =>
        writeFileSync(join(workspace, "isovec.json"), '{\n  "threads": 1,\n  "backendOptions": {}\n}\n'),
    },
  );

  /** As someone does who edits the settings of the machine that the folder is on. */
  function set(settings: Readonly<Record<string, unknown>>): void {
    writeFileSync(join(codeServer.workspace, "../profile/Machine/settings.json"), JSON.stringify(settings));
  }

  it("underlines what a workspace's isovec.json may not hold, as the server refuses it", async () => {
    await workbench.waitForStatus(/a workspace may not set backendOptions/);
    await workbench.openFileByName("isovec.json");
    await expect.poll(() => workbench.problems(), patience).toMatch(/Warnings: 1/);
    await workbench.screenshot("configuration");
    writeFileSync(join(codeServer.workspace, "isovec.json"), '{ "threads": 1 }\n');
    await expect.poll(() => workbench.problems(), patience).toMatch(/No Problems/);
    await workbench.waitUntilReady();
  });

  it("changes the engine under the running server by a setting", async () => {
    const server = findServerProcess(codeServer.processId);
    set({ "isovec.model": "all-MiniLM-L6-v2-static", "isovec.backend": "static" });
    await workbench.waitForStatus(/^Isovec: ready, .* on static/);
    expect(findServerProcess(codeServer.processId)).toBe(server);
  });

  it("goes back to isovec.json where a setting is gone", async () => {
    set({});
    await workbench.waitForStatus(/^Isovec: ready, .* on onnx/);
  });
});
