import { existsSync } from "node:fs";
import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, verifyManifest } from "@isovec/core";
import { beforeEach, describe, expect, it } from "vitest";
import { commit, modelId } from "../../test/hub/loopback-hub.ts";
import { type PullTest, pullTest } from "../../test/hub/pulling.ts";
import { neededFiles } from "../../test/hub/tiny-checkpoint.ts";
import { ModelStore } from "./store/model-store.ts";
import { removeStoredModels, storedModels } from "./store/pulled-models.ts";

describe("pulling a model", () => {
  let test: PullTest;
  let store: ModelStore;
  beforeEach(async () => {
    test = await pullTest();
    store = new ModelStore(test.cacheDirectory);
  });

  const files = async (directory: string): Promise<string[]> =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
      .sort();

  it("takes what a vector depends on, no pickle among it, and notes commit, sizes and hashes", async () => {
    const pulled = await test.pull();
    expect(pulled).toMatchObject({ id: modelId, commit, directory: store.commitDirectory(modelId, commit) });
    expect(await files(pulled.directory)).toEqual([...neededFiles, "manifest.json"].sort());
    expect(test.hub.seen.filter(({ url }) => /pytorch_model|\.ot/.test(url))).toEqual([]);
    for (const path of neededFiles)
      expect(test.hub.files.get(path)?.equals(await readFile(join(pulled.directory, path))), path).toBe(true);
    const manifest = await readManifest(pulled.directory);
    expect(manifest).toMatchObject({
      name: modelId,
      source: modelId,
      revision: commit,
      licence: "apache-2.0",
    });
    expect(manifest?.files.map(({ path }) => path)).toEqual(neededFiles);
    if (manifest) await verifyManifest(pulled.directory, manifest);
    expect(await readdir(store.modelDirectory(modelId))).toEqual([commit, "revisions"]);
  });

  it("takes an adapter, which is no whole model: its base has the rest", async () => {
    const { hub } = test;
    const kept = [
      "1_Pooling/config.json",
      "adapter_config.json",
      "adapter_model.safetensors",
      "modules.json",
    ];
    hub.files.set("adapter_config.json", Buffer.from("{}"));
    hub.files.set("adapter_model.safetensors", hub.files.get("model.safetensors") ?? Buffer.alloc(0));
    hub.files.set("modules.json", Buffer.from(JSON.stringify([{ path: "" }, { path: "1_Pooling" }])));
    for (const path of ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"])
      hub.files.delete(path);
    const { directory } = await test.pull();
    expect(await files(directory)).toEqual([...kept, "manifest.json"].sort());
    const manifest = await readManifest(directory);
    // What it makes of its base is known when the two come together.
    expect(manifest?.weightsFingerprint).toBeUndefined();
  });

  it("is found by branch, by commit, by a commit cut short, and by no other name", async () => {
    const { directory } = await test.pull({ model: `${modelId}@v1` });
    const find = (revision: string | undefined, id = modelId) => store.find({ id, revision });
    expect([find("v1"), find(commit), find(commit.slice(0, 7))]).toEqual([directory, directory, directory]);
    expect(find("v1", modelId.toLowerCase())).toBe(directory);
    expect(find(undefined)).toBe(directory);
    expect([find("main"), find("v2"), find(commit.slice(0, 6))]).toEqual([undefined, undefined, undefined]);
  });

  it("asks nobody for a commit that is here, and fetches nothing twice for a branch", async () => {
    const first = await test.pull();
    expect(first.fetchedBytes).toBe(first.bytes);
    test.hub.seen.length = 0;
    expect((await test.pull()).fetchedBytes).toBe(0);
    expect(test.hub.seen.map(({ url }) => url)).toEqual([`/api/models/${modelId}/revision/main?blobs=true`]);
    test.hub.seen.length = 0;
    expect(await test.pull({ model: `${modelId}@${commit}` })).toEqual({ ...first, fetchedBytes: 0 });
    expect(test.hub.seen).toEqual([]);
  });

  it("mends what is damaged, in place", async () => {
    const { directory } = await test.pull();
    await truncate(join(directory, "model.safetensors"), 100);
    await writeFile(join(directory, "config.json"), "{}");
    await rm(join(directory, "tokenizer.json"));
    const size = (path: string) => test.hub.files.get(path)?.length ?? 0;
    const mended = await test.pull({ model: `${modelId}@${commit}` });
    expect(mended.fetchedBytes).toBe(
      size("model.safetensors") + size("config.json") + size("tokenizer.json"),
    );
    const manifest = await readManifest(directory);
    if (manifest) await verifyManifest(directory, manifest);
    expect(await files(directory)).toEqual([...neededFiles, "manifest.json"].sort());
  });

  it("takes the ONNX graph when asked to, beside what is here, and keeps it", async () => {
    await test.pull();
    const { fetchedBytes, directory } = await test.pull({ onnx: true });
    expect(fetchedBytes).toBe(test.hub.files.get("onnx/model.onnx")?.length);
    await test.pull();
    const manifest = await readManifest(directory);
    expect(manifest?.files.map(({ path }) => path)).toEqual([...neededFiles, "onnx/model.onnx"].sort());
  });

  it("takes the parts of weights that are in several files", async () => {
    const weights = test.hub.files.get("model.safetensors") ?? Buffer.alloc(0);
    test.hub.files.delete("model.safetensors");
    const parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
    for (const part of parts) test.hub.files.set(part, weights);
    const index = { weight_map: { a: parts[0], b: parts[1], c: parts[0] } };
    test.hub.files.set("model.safetensors.index.json", Buffer.from(JSON.stringify(index)));
    const { directory } = await test.pull();
    expect(await files(directory)).toEqual(
      expect.arrayContaining([...parts, "model.safetensors.index.json"]),
    );
  });

  it("verifies by the headers of the files where the listing names no hashes", async () => {
    test.hub.listsNoBlobs = true;
    const { directory } = await test.pull();
    expect(await files(directory)).toEqual([...neededFiles, "manifest.json"].sort());
    const asked = test.hub.seen.filter(({ method }) => method === "HEAD");
    expect(asked.map(({ at }) => at)).toEqual(neededFiles.map(() => "hub"));
  });

  it("tells how far it is", async () => {
    const told: number[] = [];
    let total = 0;
    const { bytes } = await test.pull({
      onProgress: (progress) => {
        told.push(progress.bytes);
        total = progress.totalBytes;
      },
    });
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect([told.at(-1), total]).toEqual([bytes, bytes]);
  });

  it("stops when it is cancelled, keeps what came, and leaves no lock", async () => {
    const controller = new AbortController();
    const stopped = test.pull({
      signal: controller.signal,
      onProgress: ({ file, bytes }) => {
        if (file === "model.safetensors" && bytes > 3.5 * 2 ** 20) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: "Cancelled" });
    expect(store.find({ id: modelId, revision: commit })).toBeUndefined();
    expect(existsSync(store.lockFile(modelId, commit))).toBe(false);
    const { fetchedBytes, bytes } = await test.pull();
    expect(fetchedBytes).toBeLessThan(bytes / 2);
  });

  it("lists and removes what was pulled, unfinished downloads too", async () => {
    const { bytes } = await test.pull({ model: `${modelId}@v1` });
    const [model, ...more] = await storedModels(test.cacheDirectory);
    expect(model).toMatchObject({ id: modelId, commit, revisions: ["v1"], isWhole: true });
    expect(model?.bytes).toBeGreaterThan(bytes);
    expect(more).toEqual([]);
    const remove = (id: string, revision?: string) =>
      removeStoredModels(test.cacheDirectory, { id, revision });
    await expect(remove(modelId, "v2")).rejects.toMatchObject({ name: "ModelNotFound" });
    await expect(remove("org/other")).rejects.toMatchObject({ name: "ModelNotFound" });
    expect(await remove(modelId.toUpperCase(), "v1")).toHaveLength(1);
    expect(await storedModels(test.cacheDirectory)).toEqual([]);
    expect(await readdir(store.directory)).toEqual([]);
  });
});
