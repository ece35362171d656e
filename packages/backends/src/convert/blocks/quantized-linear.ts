import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import type { LinearSize } from "./linear-size.ts";

/**
 * Weights that share a scale. With 128 a text's result depends on the batch it is in; with 32 it does not
 * (docs/adr/2026-11-25-onnx-int8.md).
 */
const blockSize = 32;
/** Activations as int8 too, one scale a row and block: nothing of a row depends on another row. */
const int8Activations = 4;
/** What stands for 0 where the operator is given no zero points. */
const zeroPoint = 128;

interface Blocks {
  /** `[outputs, blocks, blockSize]` */
  readonly values: Uint8Array;
  /** `[outputs, blocks]` */
  readonly scales: Float32Array;
}

/** Each block of a row by its largest magnitude, rounded to the nearest of 255 steps. */
export function quantize(weight: Float32Array, { inputs, outputs }: LinearSize): Blocks {
  const blocks = Math.ceil(inputs / blockSize);
  const values = new Uint8Array(outputs * blocks * blockSize).fill(zeroPoint);
  const scales = new Float32Array(outputs * blocks);
  for (let row = 0; row < outputs; row++) {
    for (let block = 0; block < blocks; block++) {
      const start = row * inputs + block * blockSize;
      const own = weight.subarray(start, Math.min(start + blockSize, (row + 1) * inputs));
      const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const scale = Math.fround(largest / 127);
      scales[row * blocks + block] = scale;
      const target = (row * blocks + block) * blockSize;
      for (const [index, value] of own.entries()) {
        values[target + index] = zeroPoint + (scale === 0 ? 0 : Math.round(value / scale));
      }
    }
  }
  return { values, scales };
}

/** `x W^T` with the weight as 8-bit blocks: ONNX Runtime's MatMulNBits. `[..., inputs]` -> `[..., outputs]`. */
export function quantizedProduct(
  graph: GraphBuilder,
  name: string,
  input: Value,
  weight: WeightTensor,
  size: LinearSize,
): Value {
  const blocks = Math.ceil(size.inputs / blockSize);
  let quantized: Promise<Blocks> | undefined;
  // Both tensors are written one after the other; the weight is read once for the two.
  const read = (): Promise<Blocks> => {
    quantized ??= weight.read().then((values) => quantize(values as Float32Array, size));
    return quantized;
  };
  const values = graph.weight({
    name: `${weight.name}.blocks`,
    type: "uint8",
    shape: [size.outputs, blocks, blockSize],
    read: async () => (await read()).values,
  });
  const scales = graph.weight({
    name: `${weight.name}.scales`,
    shape: [size.outputs * blocks],
    read: async () => {
      const { scales } = await read();
      quantized = undefined;
      return scales;
    },
  });
  return graph.node(name, "MatMulNBits", [input, values, scales], {
    domain: "com.microsoft",
    attributes: {
      K: size.inputs,
      N: size.outputs,
      bits: 8,
      block_size: blockSize,
      accuracy_level: int8Activations,
    },
  });
}
