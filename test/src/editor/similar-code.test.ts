import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

/** One room's file once more, under other names. */
function copyUnderOtherNames(workspace: string): void {
  const code = readFileSync(join(workspace, "model/dense-module.ts"), "utf8");
  mkdirSync(join(workspace, "copies"));
  writeFileSync(
    join(workspace, "copies/thick-module.ts"),
    code.replaceAll(/dense/gi, "thick").replaceAll("weight", "burden"),
  );
}

describe.runIf(editorInstalled)(`VS Code and similar code${unlessInstalled}`, () => {
  let workbench: Workbench;
  inWindow(
    "trusted",
    (opened) => {
      workbench = opened;
    },
    { prepare: copyUnderOtherNames },
  );

  it("finds the like of what is selected, from the menu of the editor", async () => {
    await workbench.waitUntilReady();
    await workbench.openFileByName("last-token.ts");
    await workbench.press("Control+a");
    await workbench.chooseFromContextMenu("Find Similar Code");
    const pane = workbench.searchPane;
    await pane.heading.filter({ hasText: /^Similar to last-token\.ts:1-7$/ }).waitFor();
    // The selection itself is no find; its nearest is another pooling.
    await expect.poll(() => pane.files.first().locator(".folder").textContent()).toBe("postprocess/pooling");
    expect(await pane.names()).not.toContain("last-token.ts");
    await workbench.screenshot("similar");
  });

  it("shows the like of a place over it", async () => {
    await workbench.openFileByName("last-token.ts");
    await workbench.press("Control+a");
    await workbench.runCommand("Isovec: Peek Similar Code");
    await workbench.peek.locator(".ref-tree .monaco-list-row").first().waitFor();
    await workbench.screenshot("similar-peek");
    await workbench.press("Escape");
    await expect.poll(() => workbench.peek.count(), patience).toBe(0);
  });

  it("lists what of a file is there once more, and how it is alike", async () => {
    await workbench.openFileByName("thick-module.ts");
    await workbench.runCommand("Isovec: Find Near-Duplicates of This File");
    const pane = workbench.searchPane;
    await pane.heading.filter({ hasText: /^Near-duplicates of copies\/thick-module\.ts$/ }).waitFor();
    expect(await pane.names()).toEqual(["dense-module.ts"]);
    await pane.focused.press("ArrowRight");
    await expect
      .poll(async () => (await pane.reasons.allTextContents()).join(), patience)
      .toMatch(/^\d+ % of the (words|form) of lines \d+-\d+/);
    await workbench.screenshot("near-duplicates");
    await pane.focused.press("Enter");
    await expect.poll(() => workbench.openFile(), patience).toBe("dense-module.ts");
  });
});
