import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type IndexStatus, methods } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { foundIn, kills, moments, orderFiles, writeOrders } from "../server/killed-indexing.ts";
import { LanguageClient } from "../server/language-client.ts";
import { descendants, gone, isRunning } from "../server/processes.ts";
import { type Daemon, startDaemon, stopDaemon } from "./daemon.ts";

const longestWaitMs = 400;

// Processes are read in /proc.
describe.skipIf(process.platform !== "linux")("a daemon that builds the index", () => {
  let workspace: SampleWorkspace;
  let clean: string;
  beforeEach(() => {
    workspace = new SampleWorkspace();
    clean = mkdtempSync(join(tmpdir(), "isovec-state-"));
    writeOrders(workspace);
  });
  afterEach(async () => {
    await stopDaemon(workspace.state);
    workspace.remove();
    rmSync(clean, { recursive: true, force: true });
  });

  it(`keeps what was done through ${kills} kills of itself or of its client`, {
    timeout: 600_000,
  }, async () => {
    const random = moments(20_261_125);
    let daemon: Daemon | undefined;
    let slowestMs = 0;
    let kept = 0;
    for (let kill = 0; kill < kills; kill++) {
      daemon ??= await startDaemon(workspace.state);
      const since = performance.now();
      const { client } = await LanguageClient.open(workspace.root, {
        parameters: ["--state", workspace.state],
      });
      const status = await client.request<IndexStatus>(methods.indexStatus);
      slowestMs = Math.max(slowestMs, performance.now() - since);
      expect(status.embedded).toBeGreaterThanOrEqual(kept);
      expect(descendants(client.processId)).toEqual([]);
      await setTimeout(random() * longestWaitMs);
      kept = client.lastIndexStatus?.embedded ?? kept;
      const exit = client.exit();
      if (kill % 2 === 0) {
        const family = [daemon.pid, ...descendants(daemon.pid)];
        process.kill(daemon.pid, "SIGKILL");
        expect(await exit).toEqual([1, null]);
        await gone(family, 5_000);
        daemon = undefined;
      } else {
        process.kill(client.processId, "SIGKILL");
        expect(await exit).toEqual([null, "SIGKILL"]);
        expect(isRunning(daemon.pid)).toBe(true);
      }
      client.drop();
    }
    console.info(`slowest start to the first answer: ${Math.round(slowestMs)} ms`);
    const survivor = await foundIn(workspace.root, workspace.state);
    expect(survivor).toEqual(await foundIn(workspace.root, clean));
    expect(survivor.files).toBe(orderFiles + 4);
  });
});
