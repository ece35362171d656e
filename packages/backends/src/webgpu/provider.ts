import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  type ModelCard,
  throwIfCancelled,
} from "@isovec/core";
import type { OnnxSession } from "../onnx/onnx-session.ts";
import { startSession } from "../onnx/start-session.ts";
import { namingMissingAdapter } from "./missing-adapter.ts";
import { WebgpuBackend } from "./webgpu-backend.ts";

async function startOnAdapter(card: ModelCard, options: BackendLoadOptions): Promise<OnnxSession> {
  return startSession(card, options, "webgpu").catch((error: unknown) => {
    throw namingMissingAdapter(error);
  });
}

async function load(card: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  assertNoOptions("webgpu", options.options);
  throwIfCancelled(options.signal);
  // The signal was for loading; what it says later must not keep a crashed process from being started anew.
  const { signal: _loading, ...lasting } = options;
  const session = await startOnAdapter(card, options);
  return new WebgpuBackend(session, card, () => startOnAdapter(card, lasting));
}

/** ONNX Runtime on WebGPU, fp32, over the graph that the onnx engine runs (docs/adr/2026-11-25-webgpu.md). */
export const provider: BackendProvider = {
  id: "webgpu",
  description: "ONNX Runtime on the graphics card, by WebGPU",
  dtypes: [{ name: "fp32", numeric: "exact" }],
  devices: ["webgpu"],
  load,
};
