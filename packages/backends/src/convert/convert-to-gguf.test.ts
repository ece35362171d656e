import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fp32ToFp16, type ModelCard, readModel } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { readGguf } from "../../test/gguf-reader.ts";
import { type TinyConfig, writeRandomBert } from "../../test/random-bert.ts";
import { bundledModel } from "../../test/subject.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { cachedGguf, convertToGguf } from "./index.ts";

async function checkpointSaying(claims: Record<string, unknown>, written: Partial<TinyConfig> = {}) {
  const folder = await temporaryFolder();
  const { directory, config, weights } = await writeRandomBert(join(folder, "tiny"), { config: written });
  await writeFile(join(directory, "config.json"), JSON.stringify({ ...config, ...claims }));
  return { card: await readModel(directory), output: join(folder, "output"), weights };
}

function bytesOf(array: Float32Array | Uint16Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

describe("conversion to GGUF", () => {
  it("leaves one file, with what llama.cpp asks of a BERT", async () => {
    const { card, output } = await checkpointSaying({});
    const { model } = await convertToGguf(card, output);
    expect(await readdir(output)).toEqual([basename(model)]);
    const { version, metadata, tensors } = await readGguf(model);
    expect(version).toBe(3);
    expect(metadata).toMatchObject({
      "general.architecture": "bert",
      "general.name": "tiny",
      "general.file_type": 0,
      "bert.context_length": 32,
      "bert.embedding_length": 24,
      "bert.feed_forward_length": 36,
      "bert.block_count": 2,
      "bert.attention.head_count": 3,
      "bert.attention.layer_norm_epsilon": Math.fround(1e-5),
      "bert.attention.causal": false,
      "bert.pooling_type": 1,
      "tokenizer.ggml.token_type_count": 2,
    });
    // Five of the embeddings, and sixteen a layer.
    expect(tensors.size).toBe(5 + 2 * 16);
  });

  it("keeps every value in fp32, under llama.cpp's names and with its order of the axes", async () => {
    const { card, output, weights } = await checkpointSaying({});
    const { tensors } = await readGguf((await convertToGguf(card, output)).model);
    const names = {
      "token_embd.weight": "embeddings.word_embeddings.weight",
      "token_types.weight": "embeddings.token_type_embeddings.weight",
      "position_embd.weight": "embeddings.position_embeddings.weight",
      "token_embd_norm.bias": "embeddings.LayerNorm.bias",
      "blk.0.attn_q.weight": "encoder.layer.0.attention.self.query.weight",
      "blk.0.attn_k.bias": "encoder.layer.0.attention.self.key.bias",
      "blk.1.attn_v.weight": "encoder.layer.1.attention.self.value.weight",
      "blk.1.attn_output.weight": "encoder.layer.1.attention.output.dense.weight",
      "blk.1.attn_output_norm.weight": "encoder.layer.1.attention.output.LayerNorm.weight",
      "blk.0.ffn_up.weight": "encoder.layer.0.intermediate.dense.weight",
      "blk.0.ffn_down.weight": "encoder.layer.0.output.dense.weight",
      "blk.0.layer_output_norm.bias": "encoder.layer.0.output.LayerNorm.bias",
    };
    for (const [name, stored] of Object.entries(names)) {
      expect(tensors.get(name)?.bytes.equals(bytesOf(weights(stored))), name).toBe(true);
    }
    expect(tensors.get("blk.0.ffn_up.weight")?.axes).toEqual([24, 36]);
    expect(tensors.get("blk.0.ffn_down.weight")?.axes).toEqual([36, 24]);
  });

  it("rounds matrices and nothing else", async () => {
    // 24 is no multiple of 32: those rows stay fp16 in a Q8_0 file.
    const { card, output, weights } = await checkpointSaying({}, { intermediate_size: 64 });
    const types = async (dtype: "fp16" | "q8_0") => {
      const { tensors, metadata } = await readGguf((await convertToGguf(card, output, { dtype })).model);
      const names = ["ffn_down.weight", "ffn_up.weight", "ffn_down.bias", "attn_output_norm.weight"];
      return {
        tensors,
        fileType: metadata["general.file_type"],
        layer: names.map((name) => tensors.get(`blk.0.${name}`)?.type),
        tables: ["token_embd", "token_types", "position_embd"].map(
          (name) => tensors.get(`${name}.weight`)?.type,
        ),
      };
    };
    const half = await types("fp16");
    expect(half).toMatchObject({ fileType: 1, layer: [1, 1, 0, 0], tables: [1, 0, 0] });
    const words = bytesOf(fp32ToFp16(weights("embeddings.word_embeddings.weight")));
    expect(half.tensors.get("token_embd.weight")?.bytes.equals(words)).toBe(true);
    expect(await types("q8_0")).toMatchObject({ fileType: 7, layer: [8, 1, 0, 0], tables: [1, 0, 0] });
  });

  it("writes the same bytes for fp32, fp16 and bf16 copies of the same weights", async () => {
    const files: Buffer[] = [];
    for (const storage of ["F32", "F16", "BF16"] as const) {
      const folder = await temporaryFolder();
      const { directory } = await writeRandomBert(join(folder, "tiny"), { storage });
      const { model } = await convertToGguf(await readModel(directory), folder, { dtype: "q8_0" });
      files.push(await readFile(model));
    }
    expect(files[1]?.equals(files[0] as Buffer)).toBe(true);
    expect(files[2]?.equals(files[0] as Buffer)).toBe(true);
  });

  it("carries the WordPiece vocabulary as llama.cpp spells it, or placeholders for an engine that is fed ids", async () => {
    const card = await readModel(bundledModel);
    const output = await temporaryFolder();
    const { metadata } = await readGguf((await convertToGguf(card, output, { dtype: "q8_0" })).model);
    const tokens = metadata["tokenizer.ggml.tokens"] as readonly string[];
    expect(metadata).toMatchObject({
      "tokenizer.ggml.model": "bert",
      "tokenizer.ggml.bos_token_id": 101,
      "tokenizer.ggml.seperator_token_id": 102,
      "tokenizer.ggml.unknown_token_id": 100,
      "tokenizer.ggml.padding_token_id": 0,
    });
    expect(tokens).toHaveLength(card.vocabularySize);
    expect(new Set(tokens).size).toBe(tokens.length);
    const vocabulary = (card.tokenizer.definition as { model: { vocab: Record<string, number> } }).model
      .vocab;
    expect(tokens[101]).toBe("[CLS]");
    expect(tokens[vocabulary["hello"] as number]).toBe("▁hello");
    expect(tokens[vocabulary["##ing"] as number]).toBe("ing");
    const types = metadata["tokenizer.ggml.token_type"] as readonly number[];
    expect([types[101], types[vocabulary["hello"] as number]]).toEqual([3, 1]);

    const fed = await convertToGguf(card, output, { dtype: "q8_0", input: "ids" });
    expect((await readGguf(fed.model)).metadata).toMatchObject({ "tokenizer.ggml.model": "rwkv" });
  });

  it("writes nothing when it is cancelled", async () => {
    const { card, output } = await checkpointSaying({});
    const stop = new AbortController();
    const converting = convertToGguf(card, output, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(converting).rejects.toMatchObject({ name: "Cancelled" });
    expect(await readdir(output)).toEqual([]);
  });
});

describe("the cache of GGUF files", () => {
  it("has an entry for each dtype and pooling, and none for another maximum length", async () => {
    const { card, output } = await checkpointSaying({});
    const lines: string[] = [];
    const ask = async (changes: Partial<ModelCard>, dtype: "fp32" | "fp16" = "fp32") =>
      (await cachedGguf({ ...card, ...changes }, output, { dtype, onProgress: (line) => lines.push(line) }))
        .model;
    const first = await ask({});
    expect(await ask({})).toBe(first);
    expect(await ask({ maxTokens: 8, name: "renamed" })).toBe(first);
    expect(lines).toEqual(["converting tiny to GGUF"]);
    const cls = [{ kind: "pooling", modes: ["cls"], includePrompt: true }] as const;
    expect(new Set([first, await ask({}, "fp16"), await ask({ steps: cls })]).size).toBe(3);
  });
});

describe("what llama.cpp cannot compute", () => {
  const pooling = (...modes: ("max" | "mean" | "cls" | "mean_sqrt_len_tokens" | "weightedmean")[]) => ({
    steps: [{ kind: "pooling", modes, includePrompt: true }] as const,
  });
  const withoutPrompt = {
    steps: [{ kind: "pooling", modes: ["mean"], includePrompt: false }] as const,
    prompts: { query: "Find: ", document: "" },
  };
  const cards: [string, Partial<ModelCard>, RegExp][] = [
    ["max pooling", pooling("max"), /tiny has the pooling max, which llama\.cpp cannot do/],
    ["a mean over the root of the length", pooling("mean_sqrt_len_tokens"), /mean_sqrt_len_tokens/],
    ["a weighted mean", pooling("weightedmean"), /weightedmean/],
    ["several poolings", pooling("cls", "mean"), /joins the poolings cls and mean/],
    ["a pooling without the prompt", withoutPrompt, /leaves the prompt out of its pooling/],
    ["an unknown architecture", { architecture: "mamba" }, /model_type mamba .* converted to GGUF/],
  ];
  it.each(cards)("%s", async (_, changes, message) => {
    const { card, output } = await checkpointSaying({});
    await expect(convertToGguf({ ...card, ...changes }, output)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });

  it("another activation than GELU", async () => {
    const { card, output } = await checkpointSaying({ hidden_act: "relu" });
    await expect(convertToGguf(card, output)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(
        /hidden_act "relu" cannot be converted; known is gelu, .* in llama\.cpp/,
      ),
    });
  });

  it("a vocabulary of another size than the weights", async () => {
    const { card, output } = await checkpointSaying({ vocab_size: 41 });
    await expect(convertToGguf(card, output)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("has shape [40,24]"),
    });
  });
});
