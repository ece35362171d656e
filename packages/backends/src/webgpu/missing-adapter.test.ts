import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import { IsovecError, readModel } from "@isovec/core";
import { describe, expect, it, vi } from "vitest";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { namingMissingAdapter } from "./missing-adapter.ts";

describe("a machine without an adapter", () => {
  // Without drivers a loader finds no device; other systems' WebGPU is not reached through Vulkan.
  it.runIf(process.platform === "linux")("is told so in a sentence, with what to install", async () => {
    vi.stubEnv("VK_DRIVER_FILES", "/nowhere.json");
    const folder = await temporaryFolder();
    const { directory } = await writeRandomBert(join(folder, "tiny"));
    const loading = findBackend("webgpu").load(await readModel(directory), {
      cacheDirectory: join(folder, "cache"),
    });
    await expect(loading).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(/^WebGPU finds no graphics adapter on this machine/),
      remedy: expect.stringMatching(/libvulkan1/),
    });
    vi.unstubAllEnvs();
  });

  it("leaves other errors alone", () => {
    const other = new IsovecError("ModelCorrupt", "other");
    expect(namingMissingAdapter(other)).toBe(other);
  });
});
