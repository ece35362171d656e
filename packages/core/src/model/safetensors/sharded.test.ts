import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { weightsFingerprint } from "../weights-fingerprint.ts";
import { sha256OfWeights, weightsFiles } from "../weights-identity.ts";
import { SafetensorsFile } from "./safetensors-file.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const values: Readonly<Record<string, Float32Array>> = {
  alpha: Float32Array.of(1, 2, 3, 4),
  beta: Float32Array.of(5, 6),
  gamma: Float32Array.of(7),
};

describe("a checkpoint in shards", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "isovec-shards-"));
    await shard("model-00001-of-00002.safetensors", ["alpha"]);
    await shard("model-00002-of-00002.safetensors", ["beta", "gamma"]);
    await index(good);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const indexFile = () => join(folder, "model.safetensors.index.json");
  const index = (map: unknown) =>
    writeFile(indexFile(), JSON.stringify({ metadata: { total_size: 28 }, weight_map: map }));
  const good = {
    alpha: "model-00001-of-00002.safetensors",
    beta: "model-00002-of-00002.safetensors",
    gamma: "model-00002-of-00002.safetensors",
  };

  async function shard(name: string, tensors: readonly string[]): Promise<void> {
    await writeSafetensors(
      join(folder, name),
      tensors.map((tensor) => {
        const array = values[tensor] as Float32Array;
        const bytes = new Uint8Array(array.buffer);
        return {
          name: tensor,
          dtype: "F32",
          shape: [array.length],
          bytes: bytes.length,
          read: async () => bytes,
        };
      }),
    );
  }

  it("reads like one file", async () => {
    const weights = await SafetensorsFile.open(indexFile());
    expect([...weights.tensors.keys()].sort()).toEqual(["alpha", "beta", "gamma"]);
    for (const [name, array] of Object.entries(values)) expect(await weights.readFloats(name)).toEqual(array);
    await weights.close();
  });

  it("has the fingerprint of the same weights in one file", async () => {
    await shard("model.safetensors", ["alpha", "beta", "gamma"]);
    expect(await weightsFingerprint(indexFile())).toBe(
      await weightsFingerprint(join(folder, "model.safetensors")),
    );
  });

  it("is hashed with all its shards", async () => {
    expect(await weightsFiles(indexFile())).toHaveLength(3);
    const before = await sha256OfWeights(indexFile());
    (values["gamma"] as Float32Array)[0] = 8;
    await shard("model-00002-of-00002.safetensors", ["beta", "gamma"]);
    expect(await sha256OfWeights(indexFile())).not.toBe(before);
  });

  it.each<readonly [string, () => Promise<unknown>, RegExp]>([
    [
      "a missing shard",
      () => rm(join(folder, "model-00001-of-00002.safetensors")),
      /names the shard model-00001-of-00002\.safetensors, which is missing/,
    ],
    [
      "a shard elsewhere",
      () => index({ ...good, alpha: "../outside.safetensors" }),
      /"\.\.\/outside\.safetensors", which is no/,
    ],
    ["a shard that is no name", () => index({ ...good, alpha: 7 }), /puts tensor alpha into 7/],
    [
      "a link to a shard elsewhere",
      async () => {
        await rm(join(folder, "model-00001-of-00002.safetensors"));
        await symlink("/dev/zero", join(folder, "model-00001-of-00002.safetensors"));
      },
      /model-00001-of-00002\.safetensors is a link that leads out/,
    ],
    [
      "a tensor in another shard than the index says",
      () => index({ ...good, beta: "model-00001-of-00002.safetensors" }),
      /holds tensor beta, which .* puts into model-00001-of-00002\.safetensors/,
    ],
    [
      "a tensor in two shards",
      () => shard("model-00002-of-00002.safetensors", ["alpha", "beta", "gamma"]),
      /model-00002-of-00002\.safetensors holds tensor alpha, which .* puts into model-00001/,
    ],
    [
      "a tensor that the index does not list",
      () => index({ alpha: good.alpha, beta: good.beta }),
      /holds tensor gamma, which .*index\.json does not list/,
    ],
    [
      "a tensor that no shard has",
      () => index({ ...good, delta: good.beta }),
      /00002\.safetensors lacks tensor delta/,
    ],
    ["an index without a map", () => index(undefined), /has no weight_map/],
    ["an index of nothing", () => index({}), /names 0 shards/],
  ])("refuses %s by name", async (_what, damage, message) => {
    await damage();
    await expect(SafetensorsFile.open(indexFile())).rejects.toMatchObject({
      isIsovecError: true,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    });
  });
});
