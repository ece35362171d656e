import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { isPackaged } from "./installed-extension.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

/** 25 s where nothing runs beside it. */
const distillation = 300_000;

describe.runIf(editorInstalled)(`VS Code's status menu${unlessInstalled}`, () => {
  let workbench: Workbench;
  inWindow("trusted", (opened) => {
    workbench = opened;
  });

  it("says what can be done, and how large the index is", async () => {
    await workbench.waitUntilReady();
    await workbench.statusItem.click();
    await workbench.row(/Manage Index, .* (kB|MB) in \//).waitFor();
    await workbench.screenshot("status-menu");
  });

  it("says where the index lies, copies that, and empties it after a question", async () => {
    await workbench.row(/Manage Index/).click();
    await workbench.row(/Open Index Folder in Terminal/).waitFor();
    await workbench.screenshot("manage-index");
    await workbench.row(/Copy Path of the Index/).click();
    await expect.poll(async () => existsSync(join(await workbench.clipboard(), "index.sqlite"))).toBe(true);
    await workbench.runCommand("Isovec: Manage Index");
    await workbench.row(/Empty Index and Pause/).click();
    await workbench.dialog.getByRole("button", { name: "Empty" }).click();
    await workbench.waitForStatus(/^Isovec: the index is paused.* 0 files, 0 chunks$/);
    await workbench.runCommand("Isovec: Resume Indexing");
    await workbench.waitUntilReady();
    await workbench.statusItem.click();
  });

  it("pauses the index and lets it go on", async () => {
    await workbench.row(/Pause Indexing/).click();
    await workbench.waitForStatus(/^Isovec: the index is paused/);
    await workbench.statusItem.click();
    await workbench.row(/Resume Indexing/).click();
    await workbench.waitUntilReady();
  });

  it("rebuilds the index only after a question", async () => {
    await workbench.runCommand("Isovec: Rebuild Index");
    const rebuild = workbench.dialog.getByRole("button", { name: "Rebuild" });
    await rebuild.waitFor();
    // Where the vectors are kept, all is done before the next look at the window.
    const before = (await workbench.statusHistory()).length;
    await rebuild.click();
    await expect
      .poll(async () => (await workbench.statusHistory()).slice(before).join("; "), patience)
      .toMatch(/files are being read|index is being built/);
    await workbench.waitUntilReady();
  });

  it("shows a refused engine's reason, and goes on with the one before", async () => {
    await workbench.runCommand("Isovec: Select Engine");
    await workbench.row(/serves all-MiniLM-L6-v2-code on /).waitFor();
    await workbench.row(/onnx, .* not measured/).waitFor();
    await workbench.screenshot("engines");
    await workbench.row(/\bhttp, /).click();
    await workbench.notification.filter({ hasText: /\burl\b/i }).waitFor();
    await workbench.screenshot("engine-refused");
    await workbench.runCommand("Isovec: Select Engine");
    await workbench.row(/\bhttp, .*\burl\b/i).waitFor();
    await workbench.waitForStatus(/\burl\b.* all-MiniLM-L6-v2-code on onnx serves on\.$/);
    await workbench.press("Escape");
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
  });

  it("measures an engine's speed and parity on demand, and keeps the list open for it", async () => {
    await workbench.press("Escape");
    await workbench.runCommand("Isovec: Select Engine");
    await workbench.row(/^check onnx/).hover();
    await workbench
      .row(/^check onnx/)
      .getByRole("button", { name: "Measure speed and parity" })
      .click();
    await workbench
      .row(/onnx, serves all-MiniLM-L6-v2-code on cpu · [\d,]+ tokens\/s · parity \d+e-\d+/)
      .waitFor();
    await workbench.screenshot("engines-measured");
    await workbench.press("Escape");
  });

  it("changes the engine while the server runs", { timeout: 2 * distillation }, async () => {
    await workbench.runCommand("Isovec: Select Engine");
    // llama.cpp is too large for the package. The static engine distils the model first, on one core.
    const engine = isPackaged ? "static" : "llama-cpp";
    await workbench.row(new RegExp(`\\b${engine}, `)).click();
    await expect
      .poll(() => workbench.statusItem.getAttribute("aria-label"), { timeout: distillation })
      .toMatch(new RegExp(`all-MiniLM-L6-v2-code.* on ${engine}`));
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
  });
});
