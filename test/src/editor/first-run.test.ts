import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixtures } from "../repository.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(
  `VS Code's first run, on a fresh profile and offline${unlessInstalled}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "isovec-offline-"));
    const attempts = join(folder, "attempts");
    const runtime = join(folder, "node");
    // Runs the server so that every attempt to use the network is written down and fails.
    const hook = join(fixtures, "network/deny-network.cjs");
    writeFileSync(
      runtime,
      `#!/bin/sh\nexport ISOVEC_NETWORK_LOG='${attempts}' NODE_OPTIONS='--require ${hook}'\nexec '${process.execPath}' "$@"\n`,
    );
    chmodSync(runtime, 0o755);
    let workbench: Workbench;
    inWindow(
      "trusted",
      (opened) => {
        workbench = opened;
      },
      { machineSettings: { "isovec.server.runtime": runtime } },
    );
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("answers a question that is typed before anything is there, and answers it better by itself", async () => {
      const pane = await workbench.openSearchView();
      await pane.question.pressSequentially("take the state of the last real token");
      await pane.waitForFirstFile("last-token.ts");
      await expect.poll(() => pane.coverage.textContent(), patience).toBe("lexical · semantic");
      await workbench.waitUntilReady();
      await pane.waitForFirstFile("last-token.ts");
      await workbench.screenshot("first-run");
    });

    it("asks nobody for anything", () => {
      expect(existsSync(attempts)).toBe(false);
    });
  },
);
