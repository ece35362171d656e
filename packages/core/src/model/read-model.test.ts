import {
  cpSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModel } from "./read-model.ts";
import { vectorSpaceOf, withDimensions } from "./vector-space.ts";
import { weightsFingerprint } from "./weights-fingerprint.ts";

const bundled = fileURLToPath(new URL("../../../../models/all-MiniLM-L6-v2/", import.meta.url));

describe("reading a checkpoint", () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "isovec-model-")), "model");
    cpSync(bundled, folder, { recursive: true });
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

  const weights = () => join(folder, "model.safetensors");

  it("takes everything from the metadata", async () => {
    const card = await readModel(folder);
    expect(card).toMatchObject({
      name: "all-MiniLM-L6-v2",
      architecture: "bert",
      hiddenSize: 384,
      dimensions: 384,
      vocabularySize: 30522,
      maxTokens: 256,
      prompts: { query: "", document: "" },
    });
    expect(card.steps.map(({ kind }) => kind)).toEqual(["pooling", "normalize"]);
  });

  it("states the fingerprint that the weights have", async () => {
    const card = await readModel(folder);
    expect(await weightsFingerprint(weights())).toBe(card.weightsFingerprint);
  });

  function flipBit(file: string, position: number): void {
    const handle = openSync(file, "r+");
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, position);
    byte[0] = (byte[0] as number) ^ 1;
    writeSync(handle, byte, 0, 1, position);
  }

  it.each([
    [
      "a flipped bit in the weights",
      () => flipBit(weights(), 20_000_000),
      /model\.safetensors does not have the sha256/,
    ],
    ["weights cut short", () => truncateSync(weights(), 1_000_000), /model\.safetensors has 1000000 bytes/],
    ["missing weights", () => rmSync(weights()), /model\.safetensors is missing/],
    [
      "a changed tokenizer",
      () => flipBit(join(folder, "tokenizer.json"), 1000),
      /tokenizer\.json does not have/,
    ],
    [
      "a manifest that is none",
      () => writeFileSync(join(folder, "manifest.json"), "{}"),
      /manifest\.json: name/,
    ],
    [
      "a manifest that leads out of the folder",
      () => {
        const file = { path: "../secret", bytes: 1, sha256: "0".repeat(64) };
        const manifest = {
          name: "x",
          source: "x",
          licence: "x",
          weightsDtype: "fp16",
          weightsFingerprint: "0".repeat(64),
          files: [file],
        };
        writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
      },
      /names "\.\.\/secret", outside/,
    ],
  ])("refuses %s by name", async (_what, damage, message) => {
    damage();
    await expect(readModel(folder)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    });
  });

  it("says why a pickled checkpoint is not read", async () => {
    rmSync(join(folder, "manifest.json"));
    rmSync(weights());
    writeFileSync(join(folder, "pytorch_model.bin"), "");
    await expect(readModel(folder)).rejects.toMatchObject({
      name: "ModelNotFound",
      remedy: expect.stringMatching(/could run code/),
    });
  });

  it.each([
    ["a folder that is not there", "absent", /cannot be opened \(ENOENT\)/],
    ["a file", "config.json", /is a file, not a model folder/],
  ])("names %s", async (_what, path, message) => {
    await expect(readModel(join(folder, path))).rejects.toThrowError(message);
  });
});

describe("the vector space", () => {
  it("does not depend on name, folder or the weights' storage, but on all that changes a vector", async () => {
    const card = await readModel(bundled);
    const { id } = vectorSpaceOf(card);
    expect(vectorSpaceOf({ ...card, name: "other", directory: "/other", weightsSha256: "other" }).id).toBe(
      id,
    );
    const changes = [
      { maxTokens: 128 },
      { weightsFingerprint: "other" },
      { tokenizer: { ...card.tokenizer, sha256: "other" } },
      { prompts: { query: "query: ", document: "" } },
      { steps: card.steps.slice(0, 1) },
      { truncateDimensions: 128, dimensions: 128 },
    ];
    const ids = changes.map((change) => vectorSpaceOf({ ...card, ...change }).id);
    expect(new Set([id, ...ids]).size).toBe(changes.length + 1);
  });

  it("is another one with fewer dimensions", async () => {
    const space = vectorSpaceOf(await readModel(bundled));
    expect(withDimensions(space, 384)).toBe(space);
    expect(withDimensions(space, 128).id).not.toBe(space.id);
  });
});
