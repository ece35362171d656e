import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fp32ToFp16, readModel, SafetensorsFile, vectorSpaceOf, writeSafetensors } from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findModel } from "./find-model.ts";
import { packModel } from "./pack-model.ts";

const bundled = fileURLToPath(new URL("../../../../models/all-MiniLM-L6-v2", import.meta.url));
const changed = "encoder.layer.3.attention.self.query.weight";
const module = "base_model.model.encoder.layer.3.attention.self.query";

/** What PEFT writes for a LoRA of rank 2 on one weight, as far as it matters. */
const usual = {
  peft_type: "LORA",
  base_model_name_or_path: "sentence-transformers/all-MiniLM-L6-v2",
  r: 2,
  lora_alpha: 4,
  bias: "none",
  use_dora: false,
  fan_in_fan_out: false,
  modules_to_save: null,
  rank_pattern: {},
  target_modules: ["query"],
};

describe("a model that is an adapter", () => {
  let folder: string;
  let cache: string;
  let adapter: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-adapter-"));
    cache = join(folder, "cache");
    adapter = join(folder, "mine");
    mkdirSync(adapter);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const a = Float32Array.from({ length: 2 * 384 }, (_, i) => ((i % 17) - 8) / 64);
  const b = Float32Array.from({ length: 384 * 2 }, (_, i) => ((i % 13) - 6) / 32);

  async function write(config: object = usual, name = module, height = 384): Promise<void> {
    writeFileSync(join(adapter, "adapter_config.json"), JSON.stringify(config));
    const factor = (suffix: string, shape: number[], values: Float32Array) => ({
      ...({ name: `${name}.lora_${suffix}.weight`, dtype: "F32", shape, bytes: values.byteLength } as const),
      read: async () => new Uint8Array(values.buffer),
    });
    await writeSafetensors(join(adapter, "adapter_model.safetensors"), [
      factor("A", [2, 384], a),
      factor("B", [height, 2], height === 384 ? b : b.slice(0, height * 2)),
    ]);
  }

  async function weights(directory: string, name: string): Promise<Float32Array> {
    const file = await SafetensorsFile.open(join(directory, "model.safetensors"));
    return file.readFloats(name).finally(() => file.close());
  }

  it("is its base with the scaled product of two matrices added to a weight, and nothing else", async () => {
    await write();
    const merged = await findModel(adapter, cache);
    const before = await weights(bundled, changed);
    const sum = before.map((value, at) => {
      const [row, column] = [Math.floor(at / 384), at % 384];
      const product = [0, 1].reduce(
        (total, k) => total + (b[row * 2 + k] as number) * (a[k * 384 + column] as number),
        0,
      );
      return value + 2 * product;
    });
    const after = await weights(merged, changed);
    expect(after).not.toEqual(before);
    // fp16 keeps 11 bits of a value; its last one is what two orders of summing differ by.
    for (const [at, value] of after.entries()) {
      const expected = sum[at] as number;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 2 ** -10 + 1e-6);
    }
    const other = "encoder.layer.3.attention.self.key.weight";
    expect(await weights(merged, other)).toEqual(await weights(bundled, other));
  });

  it("is a space of its own, and is merged once", async () => {
    await write();
    const merged = await findModel(adapter, cache);
    const card = await readModel(merged);
    expect(card).toMatchObject({ name: "mine", dimensions: 384, maxTokens: 256 });
    expect(vectorSpaceOf(card).id).not.toBe(vectorSpaceOf(await readModel(bundled)).id);
    expect(await findModel(adapter, cache)).toBe(merged);
    expect(readdirSync(join(cache, "adapted"))).toHaveLength(1);
    await write({ ...usual, lora_alpha: 8 });
    expect(await findModel(adapter, cache)).not.toBe(merged);
  });

  it("is merged once by two who need it at the same moment", async () => {
    await write();
    const [one, other] = await Promise.all([findModel(adapter, cache), findModel(adapter, cache)]);
    expect(one).toBe(other);
    expect(readdirSync(join(cache, "adapted"))).toHaveLength(1);
    expect((await readModel(one)).name).toBe("mine");
  });

  it("finds a base that was pulled", async () => {
    const pulled = join(cache, "hub", "someone--base", "0".repeat(40));
    cpSync(bundled, pulled, { recursive: true });
    await write({ ...usual, base_model_name_or_path: `someone/base@${"0".repeat(40)}` });
    const card = await readModel(await findModel(adapter, cache));
    await write();
    expect(vectorSpaceOf(card).id).toBe(vectorSpaceOf(await readModel(await findModel(adapter, cache))).id);
  });

  it("brings its own tokenizer where it has one", async () => {
    await write();
    const before = await readModel(await findModel(adapter, cache));
    const definition = { ...before.tokenizer.definition, normalizer: null };
    writeFileSync(join(adapter, "tokenizer.json"), JSON.stringify(definition));
    const after = await readModel(await findModel(adapter, cache));
    expect(after.tokenizer.definition["normalizer"]).toBeNull();
  });

  it("is packed as an adapter, with its probes", async () => {
    await write();
    const target = join(folder, "packed");
    const described = { name: "mine", origin: "someone/mine", licence: "MIT", cacheDirectory: cache };
    const card = await packModel({ source: adapter, target, ...described });
    expect(readdirSync(target).sort()).toEqual([
      "adapter_config.json",
      "adapter_model.safetensors",
      "manifest.json",
      "probes.json",
    ]);
    expect(vectorSpaceOf(await readModel(await findModel(target, cache))).id).toBe(vectorSpaceOf(card).id);
    writeFileSync(join(target, "adapter_model.safetensors"), new Uint8Array(fp32ToFp16(a).buffer));
    rmSync(cache, { recursive: true });
    await expect(findModel(target, cache)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(/adapter_model\.safetensors has 1536 bytes; its manifest says/),
    });
    expect(readdirSync(join(cache, "adapted"))).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ["DoRA", { use_dora: true }, /use_dora true is not supported/],
    ["biases", { bias: "all" }, /bias "all" is not supported/],
    ["whole modules", { modules_to_save: ["pooler"] }, /modules_to_save \["pooler"\] is not supported/],
    ["another method", { peft_type: "IA3" }, /adapter_config\.json: peft_type/],
    ["ranks of its own for some weights", { rank_pattern: { query: 4 } }, /rank_pattern/],
    ["a rank that is none", { r: 0 }, /adapter_config\.json: r:/],
  ])("is refused with %s", async (_what, change, message) => {
    await write({ ...usual, ...change });
    await expect(findModel(adapter, cache)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(message),
      remedy: expect.stringContaining("merge_and_unload"),
    });
  });

  it("is refused where it does not fit its base", async () => {
    await write(usual, "base_model.model.encoder.layer.9.attention.self.query");
    await expect(findModel(adapter, cache)).rejects.toThrowError(
      /changes encoder\.layer\.9\S+, which \S+ does not/,
    );
    await write(usual, module, 100);
    await expect(findModel(adapter, cache)).rejects.toThrowError(
      /of shape \[384,384\] by \[100,2\] times \[2,384\]/,
    );
    await write(usual, "base_model.model.encoder.layer.3.attention.self.query.magnitude");
    await expect(findModel(adapter, cache)).rejects.toThrowError(/which \S+ does not have/);
  });

  it("names a base that is not here, and reads none from a path", async () => {
    await write({ ...usual, base_model_name_or_path: "someone/else" });
    await expect(findModel(adapter, cache)).rejects.toMatchObject({
      name: "ModelNotFound",
      remedy: expect.stringContaining("isovec pull someone/else"),
    });
    await write({ ...usual, base_model_name_or_path: bundled });
    await expect(findModel(adapter, cache)).rejects.toThrowError(/is no name on a hub/);
  });

  it("says that the cache cannot be written", async () => {
    await write();
    writeFileSync(cache, "a file");
    await expect(findModel(adapter, cache)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(/^The cache folder \S+ cannot be written \(ENOTDIR\)/),
    });
  });

  it("says what is missing of a download", async () => {
    writeFileSync(join(adapter, "adapter_config.json"), JSON.stringify(usual));
    await expect(findModel(adapter, cache)).rejects.toThrowError(/has no adapter_model\.safetensors/);
  });
});
