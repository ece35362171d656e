import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";

/**
 * The rows of a position table from 0 on, one a column of the batch: `[sequence, hidden]`. Right for padding on the
 * right only, which is what `TokenBatch` has.
 */
export function absolutePositions(graph: GraphBuilder, inputIds: Value, table: WeightTensor): Value {
  const sequence = graph.node("positions.sequence", "Shape", [inputIds], {
    attributes: { start: 1, end: 2 },
  });
  const first = graph.int64Constant("positions.first", [0]);
  const axis = graph.int64Constant("positions.axis", [0]);
  return graph.node("positions", "Slice", [graph.weight(table), first, sequence, axis]);
}
