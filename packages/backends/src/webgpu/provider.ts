import {
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  isGraph,
  type ModelCard,
  throwIfCancelled,
} from "@isovec/core";
import { type GraphChoice, modelOfGraph, parseGraphChoice } from "../onnx/graph/published-graph.ts";
import { assertSelfConsistent } from "../onnx/graph/self-consistency.ts";
import type { OnnxSession } from "../onnx/onnx-session.ts";
import { startSession } from "../onnx/start-session.ts";
import { namingMissingAdapter } from "./missing-adapter.ts";
import { WebgpuBackend } from "./webgpu-backend.ts";

async function startOnAdapter(
  card: ModelCard,
  options: BackendLoadOptions,
  choice: GraphChoice,
): Promise<OnnxSession> {
  return startSession(card, options, choice, "webgpu").catch((error: unknown) => {
    throw namingMissingAdapter(error);
  });
}

async function modelFor(card: ModelCard, options: BackendLoadOptions): Promise<ModelCard> {
  return modelOfGraph(card, parseGraphChoice("webgpu", options.options));
}

async function load(given: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  const choice = parseGraphChoice("webgpu", options.options);
  throwIfCancelled(options.signal);
  const card = await modelOfGraph(given, choice);
  // The signal was for loading; what it says later must not keep a crashed process from being started anew.
  const { signal: _signal, onLoading: _onLoading, ...lasting } = options;
  const session = await startOnAdapter(card, options, choice);
  const backend = new WebgpuBackend(session, card, () => startOnAdapter(card, lasting, choice));
  if (isGraph(card.weightsFile)) await assertSelfConsistent(card, backend);
  return backend;
}

/** ONNX Runtime on WebGPU, fp32, over the graph that the onnx engine runs (docs/adr/2026-11-25-webgpu.md). */
export const provider: BackendProvider = {
  id: "webgpu",
  description: "ONNX Runtime on the graphics card, by WebGPU",
  dtypes: [{ name: "fp32", numeric: "exact" }],
  devices: ["webgpu"],
  modelFor,
  load,
};
