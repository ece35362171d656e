// How long a checkpoint takes to become ONNX and GGUF, and how much memory: each in a fresh process, whose largest resident
// size is read at its end. A child is this program with a folder and a format.

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertToGguf, convertToOnnx } from "@isovec/backends/convert";
import { readModel, type TensorToWrite, writeSafetensors } from "@isovec/core";

const bundled = fileURLToPath(new URL("../../../models/all-MiniLM-L6-v2", import.meta.url));
const megabyte = 1024 * 1024;

/** Largest resident size of this process so far, MB. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Of Node and the imports alone. */
const empty = peak();

async function convert(folder: string, format: string): Promise<void> {
  const start = performance.now();
  const target = mkdtempSync(join(tmpdir(), "isovec-bench-"));
  try {
    const card = await readModel(folder);
    await (format === "onnx" ? convertToOnnx : convertToGguf)(card, target);
    console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, megabytes: peak(), empty }));
  } finally {
    rmSync(target, { recursive: true });
  }
}

/** A random BERT of about 600 MB in fp32 with the bundled model's tokenizer. */
async function writeLargeModel(folder: string): Promise<void> {
  cpSync(bundled, folder, { recursive: true });
  for (const file of ["manifest.json", "probes.json", "modules.json"])
    rmSync(join(folder, file), { force: true });
  const [hidden, inner, layers] = [1024, 4096, 10];
  const size = {
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: layers,
    num_attention_heads: 16,
    max_position_embeddings: 512,
  };
  const config = JSON.parse(readFileSync(join(bundled, "config.json"), "utf8")) as object;
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, ...size }));
  const tensors: TensorToWrite[] = [];
  const add = (name: string, ...shape: number[]) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const read = async () =>
      new Uint8Array(Float32Array.from({ length: count }, (_, index) => Math.sin(index) / 32).buffer);
    tensors.push({ name, dtype: "F32", shape, bytes: 4 * count, read });
  };
  const linear = (name: string, outputs: number, inputs: number) => {
    add(`${name}.weight`, outputs, inputs);
    add(`${name}.bias`, outputs);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, hidden);
    add(`${name}.bias`, hidden);
  };
  add("embeddings.word_embeddings.weight", 30522, hidden);
  add("embeddings.position_embeddings.weight", 512, hidden);
  add("embeddings.token_type_embeddings.weight", 2, hidden);
  norm("embeddings.LayerNorm");
  for (let index = 0; index < layers; index++) {
    const layer = `encoder.layer.${index}`;
    for (const part of ["query", "key", "value"]) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, hidden);
    linear(`${layer}.output.dense`, hidden, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
}

function measure(name: string, folder: string): void {
  const size = statSync(join(folder, "model.safetensors")).size / megabyte;
  for (const format of ["onnx", "gguf"]) {
    const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder, format], {
      encoding: "utf8",
    });
    if (stdout === "") throw new Error(stderr);
    const { seconds, megabytes, empty } = JSON.parse(stdout) as Record<
      "seconds" | "megabytes" | "empty",
      number
    >;
    console.log(
      `${name.padEnd(20)}${size.toFixed(0).padStart(5)} MB  ${format}  ${seconds.toFixed(2).padStart(6)} s  peak ${megabytes.toFixed(0).padStart(5)} MB  ${(megabytes / size).toFixed(2)} x its size, ${((megabytes - empty) / size).toFixed(2)} x above an empty process`,
    );
  }
}

const [folder, format] = process.argv.slice(2);
if (folder !== undefined && format !== undefined) await convert(folder, format);
else {
  const large = mkdtempSync(join(tmpdir(), "isovec-bench-"));
  try {
    measure("all-MiniLM-L6-v2", bundled);
    await writeLargeModel(large);
    measure("random BERT", large);
  } finally {
    rmSync(large, { recursive: true });
  }
}
