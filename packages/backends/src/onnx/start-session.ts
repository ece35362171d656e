import {
  type BackendLoadOptions,
  IsovecError,
  type ModelCard,
  type PassPriority,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core";
import { verifyWeights } from "../convert/verify-weights.ts";
import { usableCores } from "../engine-process/usable-cores.ts";
import { type GraphChoice, publishedGraph } from "./graph/published-graph.ts";
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
  const given = await session.run(singleToken(card.vocabularySize - 1));
  const [what, width, expected] =
    given.kind === "states"
      ? (["token states", given.hidden, card.hiddenSize] as const)
      : (["vectors", given.dimensions, card.dimensions] as const);
  if (width === expected) return;
  throw new IsovecError(
    "ModelCorrupt",
    `The ONNX graph of ${card.name} gives ${what} of ${width} components, where the model's files say ${expected}.`,
    { remedy: "Fetch the model again." },
  );
}

async function convertedGraph(card: ModelCard, options: BackendLoadOptions): Promise<string> {
  const { cachedOnnx } = await import("../convert/cache/cached-onnx.ts");
  const { signal, onProgress, onLoading, dtype } = options;
  const { graph } = await cachedOnnx(card, options.cacheDirectory, {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    onConversion: onLoading,
    linear: dtype === "int8" ? "int8" : "fp32",
  });
  return graph;
}

/**
 * Starts the process and, while it gets ready, verifies or converts the files that it will be given.
 * @param priority of what it is for: a process for the background lets others compute first
 * @throws IsovecError as a provider's `load`
 */
export async function startSession(
  card: ModelCard,
  options: BackendLoadOptions,
  choice: GraphChoice,
  executionProvider: ExecutionProvider = "cpu",
  priority: PassPriority = "background",
): Promise<OnnxSession> {
  const { signal, threads = usableCores() } = options;
  const session = OnnxSession.start(executionProvider);
  try {
    const published = await publishedGraph(card, choice);
    const graph = published ?? (await convertedGraph(card, options));
    if (graph === card.weightsFile) await verifyWeights(card);
    throwIfCancelled(signal);
    const isConverted = published === undefined;
    await session.load(graph, { threads, priority, isConverted, onLoading: options.onLoading });
    await assertFits(session, card);
    throwIfCancelled(signal);
    return session;
  } catch (error) {
    await session.stop();
    throw error;
  }
}
