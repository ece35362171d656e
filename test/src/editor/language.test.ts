import { describe, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code in German${unlessInstalled}`, () => {
  let workbench: Workbench;
  inWindow(
    "trusted",
    (opened) => {
      workbench = opened;
    },
    { language: "de" },
  );

  it("has the extension's commands, state and search view in German", async () => {
    await workbench.waitForStatus(/^Isovec: (startet|Dateien werden gelesen|der Index entsteht|bereit)/);
    await workbench.runCommand("Isovec: Suchansicht öffnen");
    await workbench.webview.getByLabel("Code nach Bedeutung suchen").waitFor();
    await workbench.webview.getByText("frühere Fragen").waitFor();
    await workbench.screenshot("german");
  });
});
