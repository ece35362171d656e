/** A float32 tensor of the graph, row-major. Its values are asked for when its turn to be written comes. */
export interface WeightTensor {
  readonly name: string;
  readonly type?: "float32";
  readonly shape: readonly number[];
  readonly read: () => Promise<Float32Array>;
}

/** A tensor of quantised values. */
export interface ByteTensor {
  readonly name: string;
  readonly type: "uint8";
  readonly shape: readonly number[];
  readonly read: () => Promise<Uint8Array>;
}

/** `[rows, columns]` -> `[columns, rows]`. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = values[row * columns + column] as number;
    }
  }
  return transposed;
}
