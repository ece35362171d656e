// Builds the static page: the scripts, ONNX Runtime's WASM, the bundled model as an ONNX graph with its weights in fp16,
// as the checkpoint stores them, and the table distilled from it.
import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBackend } from "@isovec/backends";
import { convertToOnnx } from "@isovec/backends/convert";
import { fp32ToFp16, readModel } from "@isovec/core";
import { fp16ToFp32 } from "@isovec/core/browser";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const checkpoint = join(here, "../../models/all-MiniLM-L6-v2");

/** Copies what a model's manifest lists, but for the weights where they are not wanted. */
async function copyModel(source, target, { weights }) {
  const { files } = JSON.parse(await readFile(join(source, "manifest.json"), "utf8"));
  for (const { path } of [...files, { path: "manifest.json" }]) {
    if (path === "model.safetensors" && !weights) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(join(source, path), join(target, path));
  }
}

/** fp32 bytes as fp16. Nothing may be lost: the checkpoint is stored in fp16. */
function halved(bytes) {
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const halves = fp32ToFp16(floats);
  const widened = fp16ToFp32(halves);
  if (floats.some((value, index) => value !== widened[index])) {
    throw new Error("The weights are not exact in fp16; the page would compute another model.");
  }
  return new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
}

/** Writes the graph, its weights and the runtime, and what the page holds each of them against. */
async function writeTransformer(target) {
  await copyModel(checkpoint, target, { weights: false });
  const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  const workshop = await mkdtemp(join(tmpdir(), "isovec-playground-"));
  try {
    const { graph, weights } = await convertToOnnx(await readModel(checkpoint), workshop);
    const described = {};
    for (const [key, path, bytes] of [
      ["graph", "model.onnx", await readFile(graph)],
      ["weights", "weights.f16", halved(await readFile(weights))],
      ["runtime", "runtime.wasm", await readFile(join(runtime, "ort-wasm-simd-threaded.asyncify.wasm"))],
    ]) {
      await writeFile(join(target, path), bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      described[key] = { path, bytes: bytes.length, sha256 };
    }
    await writeFile(join(target, "graph.json"), JSON.stringify(described));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function writeStatic(target, options) {
  const { directory } = await findBackend("static").modelFor(await readModel(checkpoint), options);
  await copyModel(directory, target, { weights: true });
}

function bundle(target) {
  return build({
    entryPoints: { page: join(here, "src/page/page.ts"), worker: join(here, "src/worker/worker.ts") },
    outdir: target,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    platform: "browser",
    target: "es2022",
    format: "esm",
    minify: true,
    // The marks of our classes are read by people in errors.
    keepNames: true,
    legalComments: "linked",
    logLevel: "warning",
  });
}

/**
 * @param target created anew
 * @param options `cacheDirectory` keeps the distilled table, which takes some twenty seconds; `onProgress` is told
 */
export async function buildPage(target, options) {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(join(here, "public"), target, { recursive: true });
  await bundle(target);
  await writeTransformer(join(target, "models/transformer"));
  await writeStatic(join(target, "models/static"), options);
}
