import { existsSync } from "node:fs";
import { cp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ModelManifest, manifestFile, parseHubReference, readManifest } from "@isovec/core";
import { packTar, type TarHeader, unpackTar } from "modern-tar";
import { beforeEach, describe, expect, it } from "vitest";
import { commit, modelId } from "../../../test/hub/loopback-hub.ts";
import { type PullTest, pullTest } from "../../../test/hub/pulling.ts";
import { neededFiles } from "../../../test/hub/tiny-checkpoint.ts";
import { temporaryFolder } from "../../../test/workspace.ts";
import { ModelStore } from "../store/model-store.ts";
import { storedModels } from "../store/pulled-models.ts";
import { importBundle } from "./import-bundle.ts";
import { writeBundle } from "./write-bundle.ts";

type Entry = { header: TarHeader; body?: Uint8Array | undefined };

describe("a bundle", () => {
  let test: PullTest;
  let folder: string;
  let directory: string;
  let file: string;
  let elsewhere: string;
  beforeEach(async () => {
    test = await pullTest();
    folder = await temporaryFolder();
    ({ directory } = await test.pull());
    await test.hub.stop();
    file = join(folder, "model.tar");
    elsewhere = join(folder, "elsewhere");
  });

  const find = (reference: string) => {
    const parsed = parseHubReference(reference);
    return parsed && new ModelStore(elsewhere).find(parsed);
  };
  const importing = () => importBundle({ file, cacheDirectory: elsewhere });

  it("carries a model that was pulled to a machine without a network, under its name and commit", async () => {
    const { manifest, bytes } = await writeBundle({ directory, output: file });
    expect(manifest.files.map(({ path }) => path)).toEqual(neededFiles);
    expect(bytes).toBeGreaterThan(manifest.files.reduce((sum, one) => sum + one.bytes, 0));
    const imported = await importing();
    expect(imported).toMatchObject({ id: modelId, commit });
    expect(find(`${modelId}@${commit}`)).toBe(imported.directory);
    expect(await readManifest(imported.directory)).toEqual(await readManifest(directory));
    for (const path of neededFiles)
      expect(
        (await readFile(join(imported.directory, path))).equals(await readFile(join(directory, path))),
      ).toBe(true);
    expect(await storedModels(elsewhere)).toMatchObject([{ id: modelId, commit, isWhole: true }]);
  });

  it("is the same bytes every time, and never written over another file", async () => {
    await writeBundle({ directory, output: file });
    const again = join(folder, "again.tar");
    await writeBundle({ directory, output: again });
    expect((await readFile(file)).equals(await readFile(again))).toBe(true);
    await expect(writeBundle({ directory, output: file })).rejects.toMatchObject({ name: "InputInvalid" });
    expect((await readdir(folder)).sort()).toEqual(["again.tar", "model.tar"]);
  });

  it("carries any folder, without what no vector depends on, under a name of its own", async () => {
    const own = join(folder, "My model");
    await cp(directory, own, { recursive: true });
    await writeFile(join(own, "pytorch_model.bin"), "pickle");
    await rm(join(own, manifestFile));
    await writeBundle({ directory: own, output: file });
    const imported = await importing();
    expect(imported.id).toBe("local/My-model");
    expect(find("local/my-model")).toBe(imported.directory);
    expect((await readManifest(imported.directory))?.files.map(({ path }) => path)).toEqual(neededFiles);
  });

  it("refuses to be made of a damaged folder", async () => {
    await truncate(join(directory, "model.safetensors"), 1000);
    await expect(writeBundle({ directory, output: file })).rejects.toMatchObject({ name: "ModelCorrupt" });
    expect(await readdir(folder)).toEqual([]);
  });

  async function expectRefused(message: RegExp): Promise<void> {
    await expect(importing()).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\w/),
    });
    expect(find(modelId)).toBeUndefined();
    expect(existsSync(join(folder, "outside"))).toBe(false);
  }

  /** Makes a bundle that somebody has changed. */
  async function changed(change: (entries: Entry[], manifest: ModelManifest) => void): Promise<void> {
    await writeBundle({ directory, output: file });
    const entries: Entry[] = (await unpackTar(await readFile(file))).map(({ header, data }) => ({
      header: { name: header.name, size: header.size, type: header.type ?? "file" },
      body: data,
    }));
    const manifest = JSON.parse(Buffer.from(entries[0]?.body ?? []).toString("utf8")) as ModelManifest;
    change(entries, manifest);
    const body = Buffer.from(JSON.stringify(manifest));
    if (entries[0]?.header.name === manifestFile) {
      entries[0] = { header: { name: manifestFile, size: body.length, type: "file" }, body };
    }
    await writeFile(file, await packTar(entries as Parameters<typeof packTar>[0]));
  }

  const entry = (name: string, header: Partial<TarHeader> = {}): Entry =>
    header.type === undefined
      ? { header: { name, size: 1, type: "file" }, body: Buffer.from("x") }
      : { header: { name, size: 0, ...header } };

  it.each([
    ["a symbolic link", { type: "symlink", linkname: "/etc/passwd" }],
    ["a hard link", { type: "link", linkname: "../../outside" }],
    ["a folder", { type: "directory" }],
    ["a device", { type: "character-device" }],
  ] as const)("with %s is refused", async (_what, header) => {
    await changed((entries) => entries.splice(1, 0, entry("config.json", header)));
    await expectRefused(/config\.json, a .*; only files are taken/);
  });

  it.each([
    "../outside",
    "/tmp/outside",
    "a/../../outside",
    "..\\outside",
    "C:/outside",
    "con.json",
    "a/./b",
    "a\u202eb",
  ])("whose manifest names %j is refused before anything is written", async (path) => {
    await changed((entries, manifest) => {
      (manifest.files as unknown[]).push({ path, bytes: 1, sha256: "0".repeat(64) });
      entries.push(entry(path));
    });
    await expectRefused(/which is no path inside of a model folder/);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it("with a pickle is refused", async () => {
    await changed((_entries, manifest) => {
      (manifest.files as unknown[]).push({ path: "pytorch_model.bin", bytes: 1, sha256: "0".repeat(64) });
    });
    await expectRefused(/holds pytorch_model\.bin, which could run code/);
  });

  it.each([
    [
      "a file that its manifest does not name",
      (entries: Entry[]) => entries.push(entry("../outside")),
      /holds \.\.\/outside, which its manifest does not name/,
    ],
    [
      "a file twice",
      (entries: Entry[]) => entries.push(entries[1] ?? entry("x")),
      /which its manifest does not name once/,
    ],
    [
      "a file of another size",
      (entries: Entry[]) => (entries[1] = entry(entries[1]?.header.name ?? "")),
      /its manifest says/,
    ],
    ["no manifest", (entries: Entry[]) => entries.shift(), /does not begin with a manifest\.json/],
    ["a file too few", (entries: Entry[]) => entries.pop(), /has no tokenizer_config\.json/],
  ])("with %s is refused", async (_what, change, message) => {
    await changed(change);
    await expectRefused(message);
  });

  it("with the fingerprint of other weights is refused", async () => {
    await changed((_entries, manifest) => Object.assign(manifest, { weightsFingerprint: "0".repeat(64) }));
    await expectRefused(/the fingerprint of other weights/);
  });

  it("that was cut short, changed by a bit, or is something else is refused", async () => {
    const { bytes } = await writeBundle({ directory, output: file });
    const whole = await readFile(file);
    await truncate(file, bytes / 2);
    await expectRefused(/cannot be read: Tar archive is truncated|is damaged/);
    // Inside of the first of the large files.
    whole[bytes >> 2] = (whole[bytes >> 2] ?? 0) ^ 1;
    await writeFile(file, whole);
    await expectRefused(/is damaged: 2_Dense\/model\.safetensors does not have its sha256/);
    await writeFile(file, "<!doctype html>".repeat(100));
    await expectRefused(/The bundle .*model\.tar/);
    await writeFile(file, "");
    await expectRefused(/The bundle .*model\.tar/);
  });
});
