import { describe, expect, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { SearchPane } from "./search-pane.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code's search view${unlessInstalled}`, () => {
  let workbench: Workbench;
  let pane: SearchPane;
  inWindow("trusted", (opened) => {
    workbench = opened;
  });

  it("answers while one types, by file, and says what the answer stands on", async () => {
    await workbench.waitUntilReady();
    pane = await workbench.openSearchView();
    await pane.question.pressSequentially("take the state of the last real token", { delay: 20 });
    await pane.waitForFirstFile("last-token.ts");
    await expect.poll(() => pane.coverage.textContent(), patience).toMatch(/^lexical · .*semantic$/);
    await expect.poll(() => pane.marks.allTextContents(), patience).toContain("last");
    await workbench.screenshot("search-view");
  });

  it("is used by keys alone, and opens a hit at the line that it shows", async () => {
    await pane.question.press("ArrowDown");
    const label = await pane.focused.getAttribute("aria-label");
    const line = Number(/^Line (\d+): /.exec(label ?? "")?.[1]);
    await workbench.press("Enter");
    await expect.poll(() => workbench.openFile(), patience).toBe("last-token.ts");
    await expect.poll(() => workbench.cursorLine(), patience).toBe(line);
    await workbench.waitForHighlight();
    await workbench.screenshot("search-view-opened");
  });

  it("opens a hit to the side", async () => {
    await workbench.openSearchView();
    await pane.question.press("ArrowDown");
    await pane.focused.press("Control+Enter");
    await expect.poll(() => workbench.editorGroups(), patience).toBe(2);
  });

  it("folds a file away", async () => {
    await workbench.openSearchView();
    const shown = await pane.hits.count();
    await pane.question.press("ArrowDown");
    await pane.focused.press("ArrowLeft");
    await pane.focused.press("ArrowLeft");
    expect(await pane.focused.getAttribute("aria-expanded")).toBe("false");
    expect(await pane.hits.count()).toBeLessThan(shown);
  });

  it("remembers a question that led to a hit", async () => {
    await pane.question.fill("divide by the L2 norm in place");
    await pane.waitForFirstFile("normalize.ts");
    await pane.question.press("Alt+ArrowUp");
    await expect.poll(() => pane.question.inputValue()).toBe("take the state of the last real token");
    await pane.waitForFirstFile("last-token.ts");
    await pane.question.press("Alt+ArrowDown");
    await pane.waitForFirstFile("normalize.ts");
  });

  it("is drawn in the editor's own colours", async () => {
    const before = await pane.colour();
    await workbench.runCommand("Preferences: Toggle between Light/Dark Themes");
    await expect.poll(() => pane.colour(), patience).not.toBe(before);
    await workbench.screenshot("search-view-other-theme");
  });
});
