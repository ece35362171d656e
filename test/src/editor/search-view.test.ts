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
    await expect.poll(() => pane.coverage.textContent(), patience).toBe("lexical · semantic");
    await expect.poll(() => pane.marks.allTextContents(), patience).toContain("last");
    expect(await pane.count.textContent()).toMatch(/^\d+ in \d+ files$/);
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

  it("says why a result was found, one contribution a row, by the arrow keys", async () => {
    await pane.question.fill("take the state of the last real token");
    await pane.waitForFirstFile("last-token.ts");
    await pane.question.press("ArrowDown");
    expect(await pane.reasons.count()).toBe(0);
    await pane.focused.press("ArrowRight");
    const reasons = await pane.reasons.allTextContents();
    expect(reasons).toContainEqual(expect.stringMatching(/^\+0\.\d{3} number \d+ by its words$/));
    expect(reasons).toContainEqual(expect.stringMatching(/^\+0\.\d{3} number \d+ by its meaning$/));
    expect(reasons.at(-1)).toMatch(/^score \d+\.\d+$/);
    await workbench.screenshot("search-view-why");
    await pane.focused.press("ArrowRight");
    expect(await pane.focused.textContent()).toBe(reasons[0]);
    await pane.focused.press("ArrowLeft");
    await pane.focused.press("ArrowLeft");
    expect(await pane.reasons.count()).toBe(0);
  });

  it("shows a place at a glance while the keys stay with the results", async () => {
    const row = await pane.focused.getAttribute("data-key");
    await pane.focused.press("Space");
    await expect.poll(() => workbench.openFile(), patience).toBe("last-token.ts");
    expect(await pane.focused.getAttribute("data-key")).toBe(row);
  });

  it("copies the results as places", async () => {
    await workbench.runCommand("Isovec: Copy Results as List");
    await expect
      .poll(() => workbench.clipboard(), patience)
      .toMatch(/^postprocess\/pooling\/last-token\.ts:3: \/\*\* The state of the last real token/);
    const found = Number(/^\d+/.exec((await pane.count.textContent()) ?? "")?.[0]);
    expect((await workbench.clipboard()).split("\n")).toHaveLength(found);
  });

  it("completes the filters that the server has, by keys alone", async () => {
    await workbench.openSearchView();
    await pane.question.fill("pool");
    await pane.question.pressSequentially(" lang:ty");
    await pane.completions.filter({ hasText: /^typescript$/ }).waitFor();
    await workbench.screenshot("search-view-filters");
    await pane.question.press("ArrowDown");
    expect(await pane.question.getAttribute("aria-activedescendant")).toBe("completion-0");
    await pane.question.press("Enter");
    await expect.poll(() => pane.question.inputValue()).toBe("pool lang:typescript ");
    await pane.question.pressSequentially("path:po");
    await pane.completions.filter({ hasText: /^postprocess\/$/ }).waitFor();
    await pane.question.press("Tab");
    await pane.completions.filter({ hasText: /^postprocess\/pooling\/$/ }).waitFor();
    await pane.question.press("Escape");
    expect(await pane.completions.count()).toBe(0);
    await expect.poll(() => pane.question.inputValue()).toBe("pool lang:typescript path:postprocess/");
    await expect
      .poll(async () => new Set(await pane.files.locator(".folder").allTextContents()), patience)
      .toEqual(new Set(["postprocess", "postprocess/pooling"]));
  });

  it("names the filters to who asks what there is", async () => {
    await pane.question.fill("");
    await pane.question.press("Control+Space");
    await expect
      .poll(() => pane.completions.allTextContents(), patience)
      .toEqual(["lang:", "kind:", "path:", "symbol:"]);
    await workbench.screenshot("search-view-empty");
    await pane.question.press("Escape");
  });

  it("says what a wrong filter takes", async () => {
    await pane.question.fill("pool kind:banana ");
    await pane.heading.filter({ hasText: /kind.*class/ }).waitFor();
  });

  it("is drawn in the editor's own colours", async () => {
    const before = await pane.colour();
    await workbench.runCommand("Preferences: Toggle between Light/Dark Themes");
    await expect.poll(() => pane.colour(), patience).not.toBe(before);
    await workbench.screenshot("search-view-other-theme");
  });

  it("is drawn with the borders of a high contrast theme", async () => {
    await pane.question.fill("take the state of the last real token");
    await pane.waitForFirstFile("last-token.ts");
    await workbench.selectTheme("Dark High Contrast");
    await expect.poll(() => pane.colour(), patience).toBe("rgb(0, 0, 0)");
    await pane.question.press("ArrowDown");
    await pane.focused.press("ArrowRight");
    await workbench.screenshot("search-view-high-contrast");
  });
});
