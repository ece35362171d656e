import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type IndexStatus, methods } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { foundIn, kills, moments, orderFiles, writeOrders } from "./killed-indexing.ts";
import { LanguageClient } from "./language-client.ts";
import { descendants, gone } from "./processes.ts";

const longestWaitMs = 400;

// Processes are read in /proc.
describe.skipIf(process.platform !== "linux")("a server that is killed while it builds the index", () => {
  let workspace: SampleWorkspace;
  let clean: string;
  beforeEach(() => {
    workspace = new SampleWorkspace();
    clean = mkdtempSync(join(tmpdir(), "isovec-state-"));
    writeOrders(workspace);
  });
  afterEach(() => {
    workspace.remove();
    rmSync(clean, { recursive: true, force: true });
  });

  const open = async (state: string) =>
    (await LanguageClient.open(workspace.root, { parameters: ["--state", state] })).client;

  it(`keeps what was done through ${kills} kills, and then finds what a clean index finds`, {
    timeout: kills * 30_000,
  }, async () => {
    const random = moments(20_251_125);
    let kept = 0;
    for (let kill = 0; kill < kills; kill++) {
      const since = performance.now();
      const client = await open(workspace.state);
      const status = await client.request<IndexStatus>(methods.indexStatus);
      if (kill === kills - 1) console.info(`first answer after ${Math.round(performance.now() - since)} ms`);
      expect(status.embedded).toBeGreaterThanOrEqual(kept);
      const family = [client.processId, ...descendants(client.processId)];
      await setTimeout(random() * longestWaitMs);
      // Every other one once texts are being embedded, which begins when the engine is loaded.
      if (kill % 2 === 1) {
        await client.told<IndexStatus>(methods.indexDidChange, ({ state }) => state !== "scanning");
        family.push(...descendants(client.processId));
      }
      kept = client.lastIndexStatus?.embedded ?? kept;
      const exit = client.exit();
      process.kill(client.processId, "SIGKILL");
      expect(await exit).toEqual([null, "SIGKILL"]);
      client.drop();
      await gone(family, 5_000);
    }
    const survivor = await foundIn(workspace.root, workspace.state);
    expect(survivor).toEqual(await foundIn(workspace.root, clean));
    expect(survivor.files).toBe(orderFiles + 4);
  });
});
