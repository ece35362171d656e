import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  IsovecError,
  type ModelCard,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core";
import { OnnxBackend } from "./onnx-backend.ts";
import { OnnxSession } from "./onnx-session.ts";

function singleToken(id: number): TokenBatch {
  return {
    batch: 1,
    sequence: 1,
    inputIds: Int32Array.of(id),
    attentionMask: Int32Array.of(1),
    tokenTypeIds: Int32Array.of(0),
  };
}

/** Holds the loaded graph against the checkpoint: it must know the vocabulary's last id and give states as wide. */
async function assertFits(session: OnnxSession, card: ModelCard): Promise<void> {
  const { hidden } = await session.run(singleToken(card.vocabularySize - 1));
  if (hidden === card.hiddenSize) return;
  throw new IsovecError(
    "ModelCorrupt",
    `The ONNX graph of ${card.name} gives states of ${hidden} components, but config.json says hidden_size ${card.hiddenSize}.`,
    { remedy: "Fetch the model again." },
  );
}

/** Starts the process and, while it gets ready, verifies or converts the files that it will be given. */
async function startSession(card: ModelCard, options: BackendLoadOptions): Promise<OnnxSession> {
  const { signal, onProgress, threads, cacheDirectory } = options;
  const session = OnnxSession.start();
  try {
    const { cachedOnnx } = await import("../convert/index.ts");
    const { graph } = await cachedOnnx(card, cacheDirectory, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      linear: options.dtype === "int8" ? "int8" : "fp32",
    });
    throwIfCancelled(signal);
    await session.load(graph, threads);
    await assertFits(session, card);
    throwIfCancelled(signal);
    return session;
  } catch (error) {
    await session.stop();
    throw error;
  }
}

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
