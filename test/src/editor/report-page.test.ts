import { describe, expect, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code and the server's pages${unlessInstalled}`, () => {
  let workbench: Workbench;
  inWindow("trusted", (opened) => {
    workbench = opened;
  });

  it("shows the map of the code, whose own scripts run under its policy", async () => {
    await workbench.waitUntilReady();
    await workbench.runCommand("Isovec: Show Code Map");
    const map = workbench.webview;
    await map.getByRole("heading", { name: "Map of sample" }).waitFor();
    const search = map.getByLabel("Search paths and symbols");
    await search.fill("lastToken");
    const picture = map.getByRole("application");
    await picture.focus();
    await picture.press("ArrowRight");
    await expect.poll(() => map.locator("#details").textContent(), patience).toMatch(/\.ts/);
    await workbench.screenshot("map");
  });

  it("opens a place of the map in the editor", async () => {
    await workbench.webview
      .locator("#list")
      .getByRole("link", { name: /last-token\.ts/ })
      .click();
    await expect.poll(() => workbench.openFile(), patience).toBe("last-token.ts");
    await workbench.runCommand("View: Close All Editors");
  });

  it("examines the engine that serves and shows what the doctor says", async () => {
    await workbench.runCommand("Isovec: Run Doctor");
    const page = workbench.webview;
    await page.getByRole("heading", { name: /^The engine onnx .* against all-MiniLM-L6-v2-code$/ }).waitFor();
    expect(await page.locator(".verdict").textContent()).toMatch(
      /^healthy The engine onnx .* gives .*vectors\.$/,
    );
    // Nothing may run or be loaded but what the page itself holds.
    expect(
      await page.locator('meta[http-equiv="Content-Security-Policy"]').last().getAttribute("content"),
    ).toMatch(/^default-src 'none'; script-src 'none'; style-src 'sha256-/);
    await workbench.screenshot("doctor");
  });

  it("lets someone stop a report that takes long", async () => {
    await workbench.runCommand("View: Close All Editors");
    await workbench.runCommand("Isovec: Show Parity of Engines");
    const progress = workbench.notification.filter({ hasText: "Parity of Engines" });
    await progress.waitFor();
    await progress.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => progress.count(), patience).toBe(0);
  });
});
