import type { Embeddings, EmbedOptions, TextEmbedder } from "@isovec/core";
import type { Wanted } from "../gathering.ts";
import type { FaceMetrics } from "../metrics/face-metrics.ts";
import type { Inputs } from "./inputs.ts";
import type { Served } from "./route.ts";

export interface EmbeddedInputs {
  /** A vector for each input, in its order. */
  readonly rows: readonly Float32Array[];
  /** Tokens that the engine was fed. */
  readonly tokens: number;
}

/** The same options for a call whose passes are counted. */
export function metered(
  { preferredBatchTokens }: TextEmbedder,
  metrics: FaceMetrics,
  options: Omit<EmbedOptions, "onProgress">,
): EmbedOptions {
  let [doneTexts, doneTokens] = [0, 0];
  return {
    ...options,
    onProgress: ({ texts, tokens }) => {
      metrics.texts.add(texts - doneTexts);
      metrics.tokens.add(tokens - doneTokens);
      metrics.batchFill.observe((tokens - doneTokens) / preferredBatchTokens);
      [doneTexts, doneTokens] = [texts, tokens];
    },
  };
}

/** Embeds the inputs, and counts them. @throws IsovecError as the embedder */
export async function embedInputs(
  { embedder, gathering, metrics }: Served,
  inputs: Inputs,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<EmbeddedInputs> {
  const count = inputs.kind === "texts" ? inputs.texts.length : inputs.lists.length;
  metrics.queue(count);
  try {
    const { vectors, dimensions, usage }: Embeddings =
      inputs.kind === "texts"
        ? await gathering.embed(inputs.texts, wanted, signal)
        : await embedder.embedIds(inputs.lists, metered(embedder, metrics, { ...wanted, signal }));
    const rows = Array.from({ length: count }, (_, row) =>
      vectors.subarray(row * dimensions, (row + 1) * dimensions),
    );
    return { rows, tokens: usage.reduce((sum, { usedTokens }) => sum + usedTokens, 0) };
  } finally {
    metrics.queue(-count);
  }
}
