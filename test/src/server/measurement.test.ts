import { existsSync } from "node:fs";
import {
  type BackendListResult,
  type BackendMeasurement,
  type IndexStatus,
  methods,
} from "@isovec/core/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

describe("backend/measure", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    ({ client } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
      options: { cacheDirectory: workspace.state },
    }));
  });
  afterAll(async () => {
    await client.close();
    workspace.remove();
  });

  const engine = async (id: string) =>
    (await client.request<BackendListResult>(methods.backendList)).backends.find((one) => one.id === id);

  it("holds an engine against the reference beside the one that serves, and remembers it", async () => {
    expect(await engine("llama-cpp")).not.toHaveProperty("measured");
    const measured = await client.request<BackendMeasurement>(methods.backendMeasure, { id: "llama-cpp" });
    expect(measured).toMatchObject({ model: "all-MiniLM-L6-v2-code", device: "cpu", idsEqual: true });
    expect(measured.largest).toBeLessThanOrEqual(measured.tolerance);
    expect(measured.tokensPerSecond).toBeGreaterThan(0);
    expect(await engine("llama-cpp")).toMatchObject({ state: "idle", measured });
    expect(await engine("onnx")).toMatchObject({ state: "active" });
  });

  it("says why an engine cannot be measured, and remembers that too", async () => {
    await expect(client.request(methods.backendMeasure, { id: "http" })).rejects.toThrow(/url/);
    expect(await engine("http")).toMatchObject({ state: "idle", lastError: expect.stringMatching(/url/) });
  });
});

it("index/status names the folder of each index", async () => {
  const workspace = new SampleWorkspace();
  const { client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] });
  const { locations = [] } = await client.request<IndexStatus>(methods.indexStatus);
  expect(locations).toHaveLength(1);
  expect(locations[0]?.startsWith(workspace.state)).toBe(true);
  expect(locations.every((folder) => existsSync(folder))).toBe(true);
  await client.close();
  workspace.remove();
});
