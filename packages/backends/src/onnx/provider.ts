import {
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

async function load(card: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  const { signal, onProgress, threads } = options;
  throwIfCancelled(signal);
  const { cachedOnnx } = await import("../convert/index.ts");
  const files = await cachedOnnx(card, options.cacheDirectory, {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  throwIfCancelled(signal);
  const start = () => OnnxSession.start(files.graph, threads);
  const session = await start();
  try {
    await assertFits(session, card);
    throwIfCancelled(signal);
  } catch (error) {
    await session.stop();
    throw error;
  }
  return new OnnxBackend(session, start, card);
}

/** ONNX Runtime on the CPU: the reference engine, fp32. Converts a checkpoint the first time it is loaded. */
export const onnx: BackendProvider = {
  id: "onnx",
  description: "ONNX Runtime on the CPU, fp32",
  load,
};
