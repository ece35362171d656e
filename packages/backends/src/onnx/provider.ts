import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  type ModelCard,
  throwIfCancelled,
} from "@isovec/core";
import { OnnxBackend } from "./onnx-backend.ts";
import { startSession } from "./start-session.ts";

const dtypes: BackendProvider["dtypes"] = [
  { name: "fp32", numeric: "exact" },
  { name: "int8", numeric: "int8" },
];

async function load(card: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  assertNoOptions("onnx", options.options);
  throwIfCancelled(options.signal);
  // The signal was for loading; what it says later must not keep a crashed process from being started anew.
  const { signal: _loading, ...lasting } = options;
  const dtype = dtypes.find(({ name }) => name === (options.dtype ?? "fp32")) ?? dtypes[0];
  const session = await startSession(card, options);
  return new OnnxBackend(session, card, dtype, () => startSession(card, lasting));
}

/** ONNX Runtime on the CPU: the reference engine, fp32. Converts a checkpoint the first time it is loaded. */
export const provider: BackendProvider = {
  id: "onnx",
  description: "ONNX Runtime on the CPU",
  dtypes,
  devices: ["cpu"],
  load,
};
