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
});
