import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { elementTypes } from "../onnx/onnx-schema.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";

/**
 * The rows of a position table from 0 on, one a column of the batch: `[sequence, hidden]`. Right for padding on the
 * right only, which is what `TokenBatch` has.
 */
export function absolutePositions(graph: GraphBuilder, inputIds: Value, table: WeightTensor): Value {
  const sequence = graph.node("positions.sequence", "Shape", [inputIds], {
    attributes: { start: 1, end: 2 },
  });
  const zero = graph.integers(0);
  return graph.node("positions", "Slice", [graph.weight(table), zero, sequence, zero]);
}

/**
 * The rows of a position table from `padId + 1` on: `[batch, sequence, hidden]`. A padding token has the row `padId` and
 * counts for none after it, also where a text spells it out (transformers, `create_position_ids_from_input_ids`).
 */
export function positionsAfterPadding(
  graph: GraphBuilder,
  inputIds: Value,
  table: WeightTensor,
  padId: number,
): Value {
  const pad = graph.int32(padId);
  const isPad = graph.node("positions.isPad", "Equal", [inputIds, pad]);
  const isToken = graph.node("positions.isToken", "Not", [isPad]);
  const ones = graph.node("positions.ones", "Cast", [isToken], { attributes: { to: elementTypes.int32 } });
  const counted = graph.node("positions.counted", "CumSum", [ones, graph.integer(1)]);
  const tokens = graph.node("positions.tokens", "Mul", [counted, ones]);
  const rows = graph.node("positions.rows", "Add", [tokens, pad]);
  return graph.node("positions", "Gather", [graph.weight(table), rows]);
}
