import { appendFile, open, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel } from "@isovec/core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type TinyConfig, writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { convertToOnnx } from "./index.ts";

/** A random checkpoint whose config.json then says something else. */
async function checkpointSaying(claims: Record<string, unknown>, written: Partial<TinyConfig> = {}) {
  const folder = await temporaryFolder();
  const { directory, config } = await writeRandomBert(join(folder, "tiny"), { config: written });
  await writeFile(join(directory, "config.json"), JSON.stringify({ ...config, ...claims }));
  return { card: await readModel(directory), output: join(folder, "output") };
}

describe("conversion to ONNX", () => {
  it("leaves a graph and its weights in the folder, and nothing else", async () => {
    const { card, output } = await checkpointSaying({});
    const files = await convertToOnnx(card, output);
    expect(files).toEqual({
      graph: join(output, "model.onnx"),
      weights: join(output, "model.onnx_data"),
    });
    expect((await readdir(output)).sort()).toEqual(["model.onnx", "model.onnx_data"]);
  });

  it("writes the same bytes for fp32, fp16 and bf16 copies of the same weights", async () => {
    const bytes: Buffer[] = [];
    for (const storage of ["F32", "F16", "BF16"] as const) {
      const folder = await temporaryFolder();
      const { directory } = await writeRandomBert(join(folder, "tiny"), { storage });
      const files = await convertToOnnx(await readModel(directory), join(folder, "output"));
      bytes.push(Buffer.concat([await readFile(files.graph), await readFile(files.weights)]));
    }
    expect(bytes[1]?.equals(bytes[0] as Buffer)).toBe(true);
    expect(bytes[2]?.equals(bytes[0] as Buffer)).toBe(true);
  });

  it("takes int64 inputs when asked to, and gives the same states", async () => {
    const { card, output } = await checkpointSaying({});
    const ids = [2, 5, 7, 3, 2, 9, 3, 0];
    const mask = [1, 1, 1, 1, 1, 1, 1, 0];
    const states: unknown[] = [];
    for (const inputType of ["int32", "int64"] as const) {
      const { graph } = await convertToOnnx(card, join(output, inputType), { inputType });
      const session = await InferenceSession.create(graph, { logSeverityLevel: 3 });
      const tensor = (values: number[]) =>
        inputType === "int32"
          ? new Tensor("int32", Int32Array.from(values), [2, 4])
          : new Tensor("int64", BigInt64Array.from(values, BigInt), [2, 4]);
      const { last_hidden_state } = await session.run({
        input_ids: tensor(ids),
        attention_mask: tensor(mask),
        token_type_ids: tensor(ids.map(() => 0)),
      });
      states.push(last_hidden_state?.data);
      await session.release();
    }
    expect(states[1]).toEqual(states[0]);
  });

  it("says what it is doing", async () => {
    const { card, output } = await checkpointSaying({});
    const lines: string[] = [];
    await convertToOnnx(card, output, { onProgress: (line) => lines.push(line) });
    expect(lines).toEqual(["converting tiny to ONNX"]);
  });

  it("writes nothing when it is cancelled", async () => {
    const { card, output } = await checkpointSaying({});
    const stop = new AbortController();
    const converting = convertToOnnx(card, output, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(converting).rejects.toMatchObject({ name: "Cancelled" });
    await expect(readFile(join(output, "model.onnx"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("what cannot be converted", () => {
  const claims: [string, Record<string, unknown>, string, RegExp][] = [
    [
      "an unknown architecture",
      { model_type: "mamba" },
      "BackendUnavailable",
      /tiny has model_type mamba in config\.json/,
    ],
    [
      "an unknown activation",
      { hidden_act: "toString" },
      "BackendUnavailable",
      /hidden_act "toString" cannot be converted; known is gelu/,
    ],
    [
      "relative positions",
      { position_embedding_type: "relative_key" },
      "BackendUnavailable",
      /position_embedding_type "relative_key"/,
    ],
    [
      "heads that do not divide the width",
      { num_attention_heads: 5 },
      "ModelCorrupt",
      /num_attention_heads is 5, not a divisor of hidden_size 24/,
    ],
    [
      "a missing key",
      { num_hidden_layers: undefined },
      "ModelCorrupt",
      /config\.json: num_hidden_layers is undefined/,
    ],
    [
      "a norm epsilon that is no number",
      { layer_norm_eps: "1e-5" },
      "ModelCorrupt",
      /layer_norm_eps is "1e-5"/,
    ],
    [
      "another vocabulary",
      { vocab_size: 41 },
      "ModelCorrupt",
      /embeddings\.word_embeddings\.weight of .* has shape \[40,24\], but config\.json asks for \[41,24\]/,
    ],
    [
      "more layers than there are",
      { num_hidden_layers: 3 },
      "ModelCorrupt",
      /has no tensor encoder\.layer\.2\.attention\.self\.query\.weight/,
    ],
    [
      "another inner width",
      { intermediate_size: 48 },
      "ModelCorrupt",
      /intermediate\.dense\.weight .*\[36,24\]/,
    ],
  ];
  it.each(claims)("%s", async (_, claim, name, message) => {
    const conversion = checkpointSaying(claim).then(({ card, output }) => convertToOnnx(card, output));
    await expect(conversion).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });

  it("a tensor that was left out", async () => {
    const { directory } = await writeRandomBert(join(await temporaryFolder(), "tiny"), {
      reshape: (name, shape) => (name === "embeddings.LayerNorm.bias" ? undefined : shape),
    });
    await expect(convertToOnnx(await readModel(directory), await temporaryFolder())).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("model.safetensors has no tensor embeddings.LayerNorm.bias"),
    });
  });
});

describe("weights that are damaged after their metadata were read", () => {
  it("are refused when one bit has flipped", async () => {
    const { card, output } = await checkpointSaying({});
    const handle = await open(card.weightsFile, "r+");
    const { size } = await handle.stat();
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, size - 1);
    byte[0] = (byte[0] as number) ^ 1;
    await handle.write(byte, 0, 1, size - 1);
    await handle.close();
    await expect(convertToOnnx(card, output)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("model.safetensors has changed"),
    });
  });

  it("are refused when they were cut short or lengthened", async () => {
    const { card, output } = await checkpointSaying({});
    await appendFile(card.weightsFile, "x");
    await expect(convertToOnnx(card, output)).rejects.toMatchObject({ name: "ModelCorrupt" });
    await truncate(card.weightsFile, 5000);
    await expect(convertToOnnx(card, output)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("model.safetensors"),
    });
  });
});
