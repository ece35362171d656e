import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code${unlessInstalled}`, () => {
  let codeServer: CodeServer;
  let workbench: Workbench;
  inWindow("trusted", (opened, server) => {
    workbench = opened;
    codeServer = server;
  });

  it("shows in its status bar how the server gets ready", async () => {
    await workbench.waitUntilReady();
    const history = await workbench.statusHistory();
    expect(history[0]).toBe("Isovec: starting");
    expect(history.filter((label) => /files are being read|index is being built/.test(label))).not.toEqual(
      [],
    );
    expect(history.findIndex((label) => label.startsWith("Isovec: ready"))).toBe(history.length - 1);
    await workbench.screenshot("ready");
  });

  it("answers while one types", async () => {
    await workbench.openSearch();
    await workbench.type("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.ask("take the state of the last real token");
    await workbench.waitForFirstHit("last-token.ts");
    await workbench.screenshot("search");
  });

  it("takes filters, completes them, and says what answers stand on", async () => {
    await workbench.title.filter({ hasText: "Isovec: lexical · semantic" }).waitFor();
    await workbench.ask("pool lang:typ");
    await workbench
      .row(/typescript\b/)
      .first()
      .click();
    await expect.poll(() => workbench.asked(), patience).toBe("pool lang:typescript ");
    await workbench.ask("pool lang:typescript path:model/");
    await expect
      .poll(
        async () => [...new Set((await workbench.hits()).map(({ folder }) => folder.split("/")[0]))],
        patience,
      )
      .toEqual(["model"]);
    await workbench.screenshot("search-filters");
  });

  it("keeps the server's order where names hold the typed letters", async () => {
    await workbench.ask("header");
    await workbench.waitForFirstHit("header.ts");
    const files = (await workbench.hits()).map(({ file }) => file);
    // The editor's own order would put every row of header.ts before all others.
    expect(files.lastIndexOf("header.ts")).toBeGreaterThan(files.findIndex((file) => file !== "header.ts"));
    await workbench.screenshot("order");
  });

  it("opens the chosen file at the line it showed", async () => {
    await workbench.ask("take the state of the last real token");
    await workbench.waitForFirstHit("last-token.ts");
    const [, second] = await workbench.hits();
    if (second === undefined) throw new Error("The search has found one place only.");
    await workbench.press("ArrowDown");
    await workbench.press("Enter");
    await expect.poll(() => workbench.openFile(), patience).toBe(second.file);
    await expect.poll(() => workbench.cursorLine(), patience).toBe(second.line);
    const lines = readFileSync(join(codeServer.workspace, second.folder, second.file), "utf8").split("\n");
    expect(lines[second.line - 1]?.trim().replace(/\s+/g, " ")).toBe(second.text);
    await workbench.waitForHighlight();
    await workbench.screenshot("opened");
  });

  it("has an output channel that says which server runs", async () => {
    await workbench.runCommand("Isovec: Show Log");
    await workbench.waitForLog(codeServer.extension.server);
    await workbench.screenshot("log");
  });

  it("runs no program that the folder's settings name", () => {
    expect(existsSync(codeServer.trace)).toBe(false);
  });
});
