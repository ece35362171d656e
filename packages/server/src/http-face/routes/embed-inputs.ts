import type { EmbedOptions } from "@isovec/core";
import type { Inputs } from "./inputs.ts";
import type { Served } from "./route.ts";

export interface EmbeddedInputs {
  /** A vector for each input, in its order. */
  readonly rows: readonly Float32Array[];
  /** Tokens that the engine was fed. */
  readonly tokens: number;
}

/** Embeds the inputs, and counts them. @throws IsovecError as the embedder */
export async function embedInputs(
  { embedder, metrics }: Served,
  inputs: Inputs,
  options: Omit<EmbedOptions, "onProgress">,
): Promise<EmbeddedInputs> {
  const count = inputs.kind === "texts" ? inputs.texts.length : inputs.lists.length;
  let [doneTexts, doneTokens] = [0, 0];
  const metered: EmbedOptions = {
    ...options,
    onProgress: ({ texts, tokens }) => {
      metrics.texts.add(texts - doneTexts);
      metrics.tokens.add(tokens - doneTokens);
      metrics.batchFill.observe((tokens - doneTokens) / embedder.preferredBatchTokens);
      metrics.queue(doneTexts - texts);
      [doneTexts, doneTokens] = [texts, tokens];
    },
  };
  metrics.queue(count);
  try {
    const { vectors, dimensions, usage } =
      inputs.kind === "texts"
        ? await embedder.embed(inputs.texts, metered)
        : await embedder.embedIds(inputs.lists, metered);
    const rows = Array.from({ length: count }, (_, row) =>
      vectors.subarray(row * dimensions, (row + 1) * dimensions),
    );
    return { rows, tokens: usage.reduce((sum, { usedTokens }) => sum + usedTokens, 0) };
  } finally {
    metrics.queue(doneTexts - count);
  }
}
