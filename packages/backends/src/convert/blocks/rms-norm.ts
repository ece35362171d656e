import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";

/**
 * `weight * x / sqrt(mean(x^2) + epsilon)` over the last axis (Zhang and Sennrich 2019), which T5 calls its layer norm. ONNX
 * Runtime has the operator under this name in ONNX's own domain.
 * @param weight as long as the last axis
 * @param output name of the value
 */
export function rmsNorm(
  graph: GraphBuilder,
  name: string,
  input: Value,
  weight: WeightTensor,
  epsilon: number,
  output = `${name}.output`,
): Value {
  return graph.node(output, "SimplifiedLayerNormalization", [input, graph.weight(weight)], {
    attributes: { axis: -1, epsilon: { float: epsilon } },
  });
}
