import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { commit, modelId, type SeenRequest } from "../../test/hub/loopback-hub.ts";
import { type PullTest, pullTest } from "../../test/hub/pulling.ts";
import { neededFiles } from "../../test/hub/tiny-checkpoint.ts";
import type { PulledModel } from "./pull-model.ts";
import { ModelStore } from "./store/model-store.ts";

const program = fileURLToPath(new URL("../../test/hub/pull-process.mjs", import.meta.url));
const weights = "model.safetensors";
const isWeights = ({ at, url }: SeenRequest): boolean => at === "storage" && url === `/blob/${weights}`;

function start({ hub, cacheDirectory }: PullTest): { child: ChildProcess; result: Promise<PulledModel> } {
  const child = spawn(process.execPath, [program, hub.url, cacheDirectory, modelId]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const result = once(child, "close").then(() => JSON.parse(output || "{}") as PulledModel);
  return { child, result };
}

describe("processes", () => {
  it("that pull the same at once fetch each file once between them", async () => {
    const test = await pullTest();
    const results = await Promise.all([start(test), start(test), start(test)].map(({ result }) => result));
    for (const { directory } of results)
      expect(directory).toBe(new ModelStore(test.cacheDirectory).commitDirectory(modelId, commit));
    const fetched = results.map(({ fetchedBytes }) => fetchedBytes).filter((bytes) => bytes > 0);
    expect(fetched).toEqual([results[0]?.bytes]);
    const asked = test.hub.seen.filter(({ at, url }) => at === "hub" && url.includes("/resolve/"));
    expect(asked.length).toBe(neededFiles.length);
  });

  it("that are killed midway leave no model, and the next goes on where they were", async () => {
    const test = await pullTest();
    const store = new ModelStore(test.cacheDirectory);
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || whole === undefined || seen.range !== undefined) return false;
      response.writeHead(200, { "content-length": whole.length });
      response.write(whole.subarray(0, whole.length / 2));
      return true;
    };
    const { child, result } = start(test);
    const partial = `${store.unfinishedDirectory(modelId, commit)}/${weights}.partial`;
    await expect
      .poll(() => statSync(partial, { throwIfNoEntry: false })?.size ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(0);
    child.kill("SIGKILL");
    await result;
    expect(store.find({ id: modelId, revision: commit })).toBeUndefined();
    // Its lock is left behind, and is not waited for: its process has ended.
    expect(existsSync(store.lockFile(modelId, commit))).toBe(true);
    const { fetchedBytes, bytes, directory } = await test.pull();
    expect(fetchedBytes).toBeLessThan(bytes);
    expect(store.find({ id: modelId, revision: "main" })).toBe(directory);
    expect(test.hub.seen.filter(isWeights).at(-1)?.range).toMatch(/^bytes=\d+-$/);
  });
});

describe("the token", () => {
  it("goes to the hub and to no other origin that it redirects to", async () => {
    const test = await pullTest();
    await test.pull({ token: "hf_secret" });
    for (const { at, authorization } of test.hub.seen)
      expect(authorization).toBe(at === "hub" ? "Bearer hf_secret" : undefined);
    expect(new Set(test.hub.seen.map(({ at }) => at))).toEqual(new Set(["hub", "storage"]));
  });

  it("is cut out of what a hub says, and named when it is refused", async () => {
    const test = await pullTest();
    test.hub.misbehave = (_seen, response) => {
      response.writeHead(401, { "x-error-message": "Invalid credentials: hf_secret" }).end();
      return true;
    };
    const failure = await test.pull({ token: "hf_secret" }).catch((error: Error) => error);
    expect(failure).toMatchObject({ message: expect.stringMatching(/does not take HF_TOKEN: .*\(key\)/) });
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain("hf_secret");
  });
});
