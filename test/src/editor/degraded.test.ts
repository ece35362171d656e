import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isovec } from "../repository.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { SearchPane } from "./search-pane.ts";
import type { Workbench } from "./workbench.ts";

/** Where nobody listens. */
const nobody = {
  model: "all-MiniLM-L6-v2-code",
  backend: "http",
  backendOptions: { api: "openai", url: "http://127.0.0.1:65535" },
};

describe.runIf(editorInstalled)(`VS Code without an engine${unlessInstalled}`, () => {
  let workbench: Workbench;
  let pane: SearchPane;
  inWindow(
    "trusted",
    (opened) => {
      workbench = opened;
    },
    {
      // A workspace may not name a host; the user may. The engine is asked only where there are vectors of its model.
      prepare: (workspace) => {
        const home = join(workspace, "..");
        const environment = { PATH: process.env["PATH"], HOME: home };
        execFileSync(process.execPath, [isovec, "index", "--path", workspace], {
          env: environment,
          stdio: "pipe",
        });
        const folder = join(home, ".config/isovec");
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "isovec.json"), JSON.stringify(nobody));
      },
    },
  );

  it("finds by words, says why by words only, and what can be done about it", async () => {
    pane = await workbench.openSearchView();
    await pane.question.fill("take the state of the last real token");
    await pane.waitForFirstFile("last-token.ts");
    await pane.trouble.filter({ hasText: /^Found by words only\. .*127\.0\.0\.1:65535/ }).waitFor();
    await workbench.screenshot("degraded");
    expect(await pane.trouble.getByRole("button").allTextContents()).toEqual(["Run Doctor", "Select Engine"]);
  });

  it("says so in the quick pick too", async () => {
    await workbench.openSearch();
    await workbench.ask("take the state of the last real token");
    await workbench.row(/Found by words only\. .*127\.0\.0\.1:65535/).waitFor();
    await workbench.row(/last-token\.ts:3/).waitFor();
    await workbench.press("Escape");
  });

  it("asks again by itself once another engine serves", async () => {
    await pane.trouble.getByRole("button", { name: "Select Engine" }).click();
    await workbench.row(/\bonnx, /).click();
    await workbench.waitUntilReady();
    await expect.poll(() => pane.trouble.count(), patience).toBe(0);
    await pane.waitForFirstFile("last-token.ts");
  });
});
