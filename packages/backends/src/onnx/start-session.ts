import {
  type BackendLoadOptions,
  IsovecError,
  type ModelCard,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core";
import { OnnxSession } from "./onnx-session.ts";
import type { ExecutionProvider } from "./session-messages.ts";

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

/**
 * Starts the process and, while it gets ready, verifies or converts the files that it will be given.
 * @throws IsovecError as a provider's `load`
 */
export async function startSession(
  card: ModelCard,
  options: BackendLoadOptions,
  executionProvider: ExecutionProvider = "cpu",
): Promise<OnnxSession> {
  const { signal, onProgress, threads, cacheDirectory } = options;
  const session = OnnxSession.start(executionProvider);
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
