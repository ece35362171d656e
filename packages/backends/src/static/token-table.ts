/** One vector a token: signed bytes with a scale a row. */
export interface TokenTable {
  /** Row-major `[vocabulary, dimensions]`. */
  readonly values: Int8Array;
  /** `[vocabulary]`; the weight of the token is part of it. */
  readonly scales: Float32Array;
  readonly dimensions: number;
}

/** Names of the tensors in a static model's safetensors file. */
export const tableTensors = { values: "embeddings", scales: "scales" } as const;

/** Each row by its largest magnitude, times the token's weight, which only the scale carries. */
export function quantizeTable(vectors: Float32Array, dimensions: number, weights: Float32Array): TokenTable {
  const values = new Int8Array(vectors.length);
  const scales = new Float32Array(weights.length);
  for (let row = 0; row < weights.length; row++) {
    const start = row * dimensions;
    let largest = 0;
    for (let i = 0; i < dimensions; i++) largest = Math.max(largest, Math.abs(vectors[start + i] as number));
    const scale = largest / 127;
    scales[row] = scale * (weights[row] as number);
    if (scale === 0) continue;
    for (let i = 0; i < dimensions; i++)
      values[start + i] = Math.round((vectors[start + i] as number) / scale);
  }
  return { values, scales, dimensions };
}

/**
 * The mean of the tokens' weighted vectors, a text a row: `[batch, dimensions]`. A text without tokens has the zero
 * vector, which is near to nothing.
 * @param ids row-major `[batch, sequence]`
 * @param mask 1 for a real token, `[batch, sequence]`
 */
export function meanOfTokens(
  { values, scales, dimensions }: TokenTable,
  ids: Int32Array,
  mask: Int32Array,
  batch: number,
): Float32Array {
  const sequence = ids.length / batch;
  const means = new Float32Array(batch * dimensions);
  const sum = new Float64Array(dimensions);
  for (let row = 0; row < batch; row++) {
    sum.fill(0);
    let tokens = 0;
    for (let position = row * sequence; position < (row + 1) * sequence; position++) {
      if (!mask[position]) continue;
      tokens += 1;
      const id = ids[position] as number;
      const scale = scales[id] as number;
      const start = id * dimensions;
      for (let i = 0; i < dimensions; i++)
        sum[i] = (sum[i] as number) + scale * (values[start + i] as number);
    }
    const divisor = Math.max(tokens, 1);
    for (let i = 0; i < dimensions; i++) means[row * dimensions + i] = (sum[i] as number) / divisor;
  }
  return means;
}
