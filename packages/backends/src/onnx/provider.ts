import { stat } from "node:fs/promises";
import {
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  isGraph,
  type ModelCard,
  throwIfCancelled,
} from "@isovec/core";
import { type GraphChoice, modelOfGraph, parseGraphChoice } from "./graph/published-graph.ts";
import { assertSelfConsistent } from "./graph/self-consistency.ts";
import { OnnxBackend } from "./onnx-backend.ts";
import { OnnxSession } from "./onnx-session.ts";
import { startSession } from "./start-session.ts";

const dtypes: BackendProvider["dtypes"] = [
  { name: "fp32", numeric: "exact" },
  { name: "int8", numeric: "int8" },
];

/** Of the weights, up to which a second process with them is no burden for a machine that people write code on. */
const lightBytes = 200e6;

async function modelFor(card: ModelCard, options: BackendLoadOptions): Promise<ModelCard> {
  return modelOfGraph(card, parseGraphChoice("onnx", options.options));
}

async function loadGraph(
  card: ModelCard,
  choice: GraphChoice,
  options: BackendLoadOptions,
): Promise<OnnxBackend> {
  // These were for the first load; what the signal says later must not keep a crashed process from being started anew.
  const { signal: _signal, onLoading: _onLoading, ...lasting } = options;
  const dtype = dtypes.find(({ name }) => name === (options.dtype ?? "fp32")) ?? dtypes[0];
  const session = await startSession(card, options, choice);
  const isLight = (await stat(card.weightsFile)).size <= lightBytes;
  const restart = (threads?: number) =>
    threads === undefined
      ? startSession(card, lasting, choice)
      : startSession(card, { ...lasting, threads }, choice, "cpu", "interactive");
  return new OnnxBackend(session, { ...card, isLight }, dtype, restart);
}

async function load(given: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  const choice = parseGraphChoice("onnx", options.options);
  throwIfCancelled(options.signal);
  const card = await modelOfGraph(given, choice);
  const backend = await loadGraph(card, choice, options);
  if (!isGraph(card.weightsFile)) return backend;
  options.onProgress?.(
    `${card.name} is run as its graph was published; no reference vouches for its vectors`,
  );
  await assertSelfConsistent(card, backend);
  return backend;
}

/**
 * ONNX Runtime on the CPU: the reference engine, fp32. Converts a checkpoint the first time it is loaded, or runs the graph
 * in the model's folder (docs/adr/2026-11-25-published-graph.md).
 */
export const provider: BackendProvider = {
  id: "onnx",
  description: "ONNX Runtime on the CPU",
  dtypes,
  devices: ["cpu"],
  modelFor,
  prepare: () => void OnnxSession.prepare(),
  load,
};
