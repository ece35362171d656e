import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type IndexStatus, methods, type SearchResult } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";
import { descendants, gone } from "./processes.ts";

const kills = 20;
const fileCount = 120;
const longestWaitMs = 400;

/** Moments that look random and are the same in every run: a linear congruential generator (Numerical Recipes). */
function moments(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

// Processes are read in /proc.
describe.skipIf(process.platform !== "linux")("a server that is killed while it builds the index", () => {
  let workspace: SampleWorkspace;
  let clean: string;
  beforeEach(() => {
    workspace = new SampleWorkspace();
    clean = mkdtempSync(join(tmpdir(), "isovec-state-"));
    mkdirSync(join(workspace.root, "src"), { recursive: true });
    for (let n = 0; n < fileCount; n++) {
      const lines = Array.from({ length: 6 + (n % 11) }, (_, line) => `  total += order${n}.item(${line});`);
      workspace.write(`src/order${n}.ts`, `export function sum${n}() {\n${lines.join("\n")}\n}\n`);
    }
  });
  afterEach(() => {
    workspace.remove();
    rmSync(clean, { recursive: true, force: true });
  });

  const open = async (state: string) =>
    (await LanguageClient.open(workspace.root, { parameters: ["--state", state] })).client;
  const isComplete = ({ state, pending, embedded }: IndexStatus) =>
    state === "idle" && pending === 0 && embedded > 0;

  const hits = async (state: string) => {
    const client = await open(state);
    await client.told<IndexStatus>(methods.indexDidChange, isComplete);
    const status = await client.request<IndexStatus>(methods.indexStatus);
    const found: string[][] = [];
    for (const query of ["hash a password", "sum17", "order 200 item", "when is the shop open"]) {
      const result = await client.request<SearchResult>(methods.search, { query, limit: 10 });
      found.push(result.hits.map(({ uri, line, score }) => `${uri}:${line} ${score.toFixed(4)}`));
    }
    await client.close();
    return { files: status.files, chunks: status.chunks, embedded: status.embedded, found };
  };

  it(`keeps what was done through ${kills} kills, and then finds what a clean index finds`, {
    timeout: 600_000,
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
    const survivor = await hits(workspace.state);
    expect(survivor).toEqual(await hits(clean));
    expect(survivor.files).toBe(fileCount + 4);
  });
});
