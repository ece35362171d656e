import { describe, expect, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

/** Set by scripts/vscode-pictures.mjs. */
const isWanted = process.env["ISOVEC_PICTURES"] === "1";
const unlessWanted = isWanted ? unlessInstalled : " (skipped: scripts/vscode-pictures.mjs takes them)";

describe.runIf(editorInstalled && isWanted)(`the pictures of the documentation${unlessWanted}`, () => {
  let workbench: Workbench;
  inWindow(
    "trusted",
    (opened) => {
      workbench = opened;
    },
    {
      userSettings: {
        "workbench.colorTheme": "Default Dark Modern",
        "workbench.layoutControl.enabled": false,
        "window.commandCenter": false,
        "editor.minimap.enabled": false,
        "editor.fontSize": 13,
      },
    },
  );

  it("search", async () => {
    await workbench.waitUntilReady();
    await workbench.resize(1120, 520);
    const pane = await workbench.openSearchView();
    await workbench.widenSideBar(140);
    await pane.question.fill("where are token vectors pooled lang:typescript");
    await pane.waitForFirstFile("pool.ts");
    await pane.question.press("ArrowDown");
    await pane.focused.press("ArrowRight");
    await pane.focused.press("Space");
    await expect.poll(() => workbench.openFile(), patience).toBe("pool.ts");
    await workbench.waitForHighlight();
    await workbench.waitForQuietStatusBar();
    await workbench.picture("search");
  });

  it("similar code", async () => {
    await workbench.openFileByName("last-token.ts");
    await workbench.press("Control+a");
    await workbench.runCommand("Isovec: Find Similar Code");
    await workbench.searchPane.heading.filter({ hasText: "Similar to last-token.ts" }).waitFor();
    await workbench.waitForQuietStatusBar();
    await workbench.picture("similar");
  });

  it("the quick search, and its filters", async () => {
    await workbench.resize(1120, 720);
    await workbench.openSearch();
    await workbench.ask("take the state of the last real token");
    await workbench.waitForFirstHit("last-token.ts");
    await workbench.picture("ask", workbench.quickPick);
    await workbench.ask("pool lang:typescript kind:");
    await workbench.row(/\bclass\b/).waitFor();
    await workbench.picture("filters", workbench.quickPick);
    await workbench.press("Escape");
  });

  it("the menu", async () => {
    await workbench.statusItem.click();
    await workbench.row(/Manage Index/).waitFor();
    await workbench.picture("menu", workbench.quickPick);
    await workbench.press("Escape");
  });

  it("the engines", async () => {
    await workbench.runCommand("Isovec: Select Engine");
    for (const engine of [/check\s+onnx/, /\bllama-cpp, /]) {
      await workbench.row(engine).hover();
      await workbench.row(engine).getByRole("button", { name: "Measure speed and parity" }).click();
      await workbench.title.filter({ hasText: "Isovec: measuring" }).waitFor();
      await workbench.title.filter({ hasText: "Isovec: Select Engine" }).waitFor();
      await workbench.row(engine).filter({ hasText: "tokens/s" }).waitFor();
    }
    // What explains a button lies over the picture as long as the pointer is on it.
    await workbench.title.hover();
    await workbench.picture("engines", workbench.quickPick);
    await workbench.press("Escape");
  });

  it("the map", async () => {
    await workbench.resize(1120, 520);
    await workbench.runCommand("View: Close All Editors");
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
    await workbench.runCommand("Isovec: Show Code Map");
    const map = workbench.webview;
    await map.getByRole("heading", { name: "Map of sample" }).waitFor();
    const picture = map.getByRole("application");
    await picture.focus();
    for (let step = 0; step < 4; step += 1) await picture.press("ArrowDown");
    await expect.poll(() => map.locator("#details").textContent(), patience).toMatch(/\.ts/);
    await workbench.picture("map");
  });
});
