/** Root mean square of every component over several vectors. */
function sizes(vectors: readonly Float32Array[]): number[] {
  const width = vectors[0]?.length ?? 0;
  return Array.from({ length: width }, (_, at) =>
    Math.sqrt(vectors.reduce((sum, vector) => sum + (vector[at] as number) ** 2, 0) / vectors.length),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Components that are always nearly zero, whatever the pooling: a mark of the weights (127, 223 and 319 of
 * all-MiniLM-L6-v2).
 */
export function quietComponents(vectors: readonly Float32Array[]): number[] {
  const own = sizes(vectors);
  const bound = median(own) / 8;
  return [...own.keys()].filter((at) => (own[at] as number) < bound);
}

/** Whether vectors are quiet where the model is; undefined when the model has no such mark. */
export function hasFingerprint(
  vectors: readonly Float32Array[],
  quiet: readonly number[],
): boolean | undefined {
  const own = sizes(vectors);
  const marks = quiet.filter((at) => at < own.length);
  if (marks.length === 0) return undefined;
  const bound = median(own) / 3;
  return marks.every((at) => (own[at] as number) < bound);
}
