import type { ModelCard } from "@isovec/core";

const poolings: Readonly<Record<string, (column: number[]) => number>> = {
  cls: ([first = Number.NaN]) => first,
  max: (column) => Math.max(...column),
  mean: (column) => column.reduce((sum, value) => sum + value, 0) / column.length,
  mean_sqrt_len_tokens: (column) => column.reduce((sum, value) => sum + value, 0) / Math.sqrt(column.length),
};

/**
 * The vector of one text's states in double precision, cut to the model's dimensions. Lengths do not matter to a
 * cosine, so it is not normalised.
 */
export function pooledBy(card: ModelCard, states: Float32Array): Float64Array {
  const step = card.steps[0];
  if (step?.kind !== "pooling") throw new Error("the first step is the pooling");
  const hidden = card.hiddenSize;
  const columns = Array.from({ length: hidden }, (_, i) =>
    Array.from({ length: states.length / hidden }, (_, token) => states[token * hidden + i] as number),
  );
  const vector = step.modes.flatMap((mode) => {
    const pooling = poolings[mode];
    if (pooling === undefined) throw new Error(`no pooling ${mode} here`);
    return columns.map(pooling);
  });
  return Float64Array.from(vector.slice(0, card.dimensions));
}
