import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSafetensors } from "@isovec/core";
import { temporaryFolder } from "../workspace.ts";

/** Larger than what a line carries at once, so that it can break in the middle. */
const weightsBytes = 3 << 20;

async function weights(): Promise<Buffer> {
  const file = join(await temporaryFolder(), "model.safetensors");
  const values = new Float32Array(weightsBytes / 4).map((_, index) => index % 977);
  const read = async (): Promise<Uint8Array> => new Uint8Array(values.buffer);
  const tensor = { name: "embeddings.a", dtype: "F32" as const, shape: [values.length], bytes: weightsBytes };
  await writeSafetensors(file, [{ ...tensor, read }]);
  return readFile(file);
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** The files of a repository as hubs have them: a checkpoint, and what nobody needs or must not load. */
export async function tinyCheckpoint(): Promise<Map<string, Buffer>> {
  return new Map([
    [".gitattributes", Buffer.from("*.safetensors filter=lfs\n")],
    ["README.md", Buffer.from("# A model\n")],
    ["config.json", json({ model_type: "bert", hidden_size: 8, vocab_size: 5 })],
    ["modules.json", json([{ path: "" }, { path: "1_Pooling" }, { path: "2_Dense" }])],
    ["1_Pooling/config.json", json({ word_embedding_dimension: 8, pooling_mode_mean_tokens: true })],
    ["2_Dense/config.json", json({ in_features: 8, out_features: 8 })],
    ["2_Dense/model.safetensors", await weights()],
    ["2_Dense/pytorch_model.bin", Buffer.from("pickle")],
    ["tokenizer.json", json({ model: { type: "WordPiece", vocab: {} } })],
    ["tokenizer_config.json", json({})],
    ["model.safetensors", await weights()],
    ["pytorch_model.bin", Buffer.from("pickle")],
    ["rust_model.ot", Buffer.from("weights")],
    ["onnx/model.onnx", Buffer.from("a graph")],
    ["onnx/model_O4.onnx", Buffer.from("another graph")],
  ]);
}

/** What of it a vector depends on. */
export const neededFiles: readonly string[] = [
  "1_Pooling/config.json",
  "2_Dense/config.json",
  "2_Dense/model.safetensors",
  "config.json",
  "model.safetensors",
  "modules.json",
  "tokenizer.json",
  "tokenizer_config.json",
];
