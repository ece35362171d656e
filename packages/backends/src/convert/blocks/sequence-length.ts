import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";

/** Tokens of a padded text: an int64 vector of one element. */
export function sequenceLength(graph: GraphBuilder, inputIds: Value): Value {
  return graph.node("sequence.length", "Shape", [inputIds], { attributes: { start: 1, end: 2 } });
}

/** 0, 1, … one for each of `count`, an int64 vector of one element. */
export function positionsUpTo(graph: GraphBuilder, name: string, count: Value): Value {
  const end = graph.node(`${name}.end`, "Squeeze", [count]);
  return graph.node(name, "Range", [graph.integer(0), end, graph.integer(1)]);
}
