import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { transpose, type WeightTensor } from "../onnx/weight-tensor.ts";
import type { LinearSize } from "./linear-size.ts";
import { quantizedProduct } from "./quantized-linear.ts";

/** torch keeps a Linear's weight as `[outputs, inputs]`, MatMul wants `[inputs, outputs]`. */
function transposed(tensor: WeightTensor, { inputs, outputs }: LinearSize): WeightTensor {
  return {
    name: tensor.name,
    shape: [inputs, outputs],
    read: async () => transpose(await tensor.read(), outputs, inputs),
  };
}

/** `x W^T + b`, or without b: `[..., inputs]` -> `[..., outputs]`. */
export function linear(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  size: LinearSize,
): Value {
  const weight = checkpoint.tensor(`${name}.weight`, [size.outputs, size.inputs]);
  const product =
    graph.linear === "int8"
      ? quantizedProduct(graph, `${name}.product`, input, weight, size)
      : graph.node(`${name}.product`, "MatMul", [input, graph.weight(transposed(weight, size))]);
  if (size.bias === false) return product;
  const bias = graph.weight(checkpoint.tensor(`${name}.bias`, [size.outputs]));
  return graph.node(`${name}.output`, "Add", [product, bias]);
}

/**
 * Several layers with the same input as one: weight `[inputs, layers x outputs]` and bias `[layers x outputs]`, in the
 * order of the names. Layers without biases have zeros there.
 */
export function mergedLinear(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  mergedName: string,
  names: readonly string[],
  { inputs, outputs, bias = true }: LinearSize,
): { weight: Value; bias: Value } {
  const total = names.length * outputs;
  const merge = async (tensors: readonly WeightTensor[], each: number) => {
    const merged = new Float32Array(tensors.length * each);
    for (const [index, tensor] of tensors.entries()) merged.set(await tensor.read(), index * each);
    return merged;
  };
  const weights = names.map((name) => checkpoint.tensor(`${name}.weight`, [outputs, inputs]));
  const weight = graph.weight({
    name: `${mergedName}.weight`,
    shape: [inputs, total],
    read: async () => transpose(await merge(weights, outputs * inputs), total, inputs),
  });
  const biases = bias ? names.map((name) => checkpoint.tensor(`${name}.bias`, [outputs])) : [];
  // ONNX Runtime 1.30 says that its Attention does without, and ends its process.
  const read = async () => (bias ? merge(biases, outputs) : new Float32Array(total));
  return { weight, bias: graph.weight({ name: `${mergedName}.bias`, shape: [total], read }) };
}
