import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  manifestFile,
  probesFile,
  readModel,
  readProbes,
  SafetensorsFile,
  vectorSpaceOf,
  writeSafetensors,
} from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packModel } from "./pack-model.ts";

const bundled = fileURLToPath(new URL("../../../../models/all-MiniLM-L6-v2", import.meta.url));
const described = {
  name: "mine",
  origin: "someone/mine",
  licence: "MIT",
  cacheDirectory: join(tmpdir(), "isovec-test-cache", "isovec", "models"),
};

describe("packing a model", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-pack-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives the same files again for a model that is packed already, and the same space", async () => {
    const target = join(folder, "packed");
    const card = await packModel({ source: bundled, target, ...described });
    expect(card.name).toBe("mine");
    expect(vectorSpaceOf(card).id).toBe(vectorSpaceOf(await readModel(bundled)).id);
    const weights = "model.safetensors";
    expect((await readFile(join(target, weights))).equals(await readFile(join(bundled, weights)))).toBe(true);
  });

  it("writes the probes that engines are held against", async () => {
    const target = join(folder, "packed");
    const card = await packModel({ source: bundled, target, ...described });
    const probes = await readProbes(card, target);
    expect(probes?.space).toBe(vectorSpaceOf(card).id);
    expect(probes?.probes.length).toBeGreaterThan(5);
    await expect(readProbes({ ...card, maxTokens: 128 }, target)).rejects.toThrowError(
      /probes of another model/,
    );
  });

  /** A checkpoint of four tensors: two that count, the pooler and an index buffer. */
  async function checkpoint(largest: number): Promise<string> {
    const source = join(folder, "source");
    await packModel({ source: bundled, target: source, ...described });
    for (const file of [manifestFile, probesFile]) rmSync(join(source, file));
    // Of an architecture that no engine runs: these tensors are no model.
    writeFileSync(
      join(source, "config.json"),
      '{"model_type": "none", "hidden_size": 384, "vocab_size": 30522}',
    );
    const float = (name: string, values: number[]) => ({
      name,
      dtype: "F32" as const,
      shape: [values.length],
      bytes: 4 * values.length,
      read: async () => new Uint8Array(Float32Array.from(values).buffer),
    });
    await writeSafetensors(join(source, "model.safetensors"), [
      float("embeddings.a", [0.1, 0.5]),
      float("encoder.b", [largest]),
      float("pooler.dense.weight", [1]),
      { ...float("embeddings.position_ids", [0]), dtype: "I32" as const },
    ]);
    return source;
  }

  it("rounds to fp16 and leaves out what no vector depends on", async () => {
    const target = join(folder, "packed");
    await packModel({ source: await checkpoint(65504), target, ...described });
    const weights = await SafetensorsFile.open(join(target, "model.safetensors"));
    expect([...weights.tensors.keys()]).toEqual(["embeddings.a", "encoder.b"]);
    expect(weights.entry("embeddings.a").dtype).toBe("F16");
    expect([...(await weights.readFloats("embeddings.a"))]).toEqual([0.0999755859375, 0.5]);
    await weights.close();
  });

  it("refuses a value that fp16 cannot hold, names its tensor, and leaves no manifest", async () => {
    const target = join(folder, "packed");
    await expect(packModel({ source: await checkpoint(1e6), target, ...described })).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(/encoder\.b .*1000000/),
    });
    expect(existsSync(join(target, manifestFile))).toBe(false);
  });

  it("refuses to write over its source", async () => {
    await expect(packModel({ source: bundled, target: bundled, ...described })).rejects.toMatchObject({
      name: "InputInvalid",
    });
  });
});
