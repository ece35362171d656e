import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listBundledModels } from "./bundled-models.ts";
import { findModel } from "./find-model.ts";

describe("finding a model", () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "isovec-find-"));
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  it("knows the bundled one by name", async () => {
    expect(listBundledModels().map(({ name }) => name)).toContain("all-MiniLM-L6-v2");
    expect(await findModel("all-MiniLM-L6-v2", cache)).toMatch(/all-MiniLM-L6-v2$/);
  });

  it("takes a folder, and lists what there is for anything else", async () => {
    expect(await findModel(cache, cache)).toBe(cache);
    await expect(findModel("all-MiniLM", cache)).rejects.toMatchObject({
      name: "ModelNotFound",
      remedy: expect.stringContaining("all-MiniLM-L6-v2"),
    });
  });

  it("takes a model of a hub that was pulled, and says how to get one that was not", async () => {
    const commit = "0".repeat(40);
    await expect(findModel(`org/name@${commit}`, cache)).rejects.toMatchObject({
      name: "ModelNotFound",
      message: `The model org/name@${commit} is not on this machine.`,
      remedy: expect.stringContaining(`isovec pull org/name@${commit}`),
    });
    const folder = join(cache, "hub", "org--name", commit);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "manifest.json"), "{}");
    expect(await findModel(`org/name@${commit}`, cache)).toBe(folder);
  });
});
