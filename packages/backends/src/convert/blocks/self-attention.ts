import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { linear, mergedLinear } from "./linear.ts";

export interface AttentionSize {
  readonly hidden: number;
  readonly heads: number;
}

/** Added to the score of a padding position: its exponential is then exactly 0, and padding changes no bit of a state. */
const paddingScore = -3.4028234663852886e38;

/**
 * Bidirectional self-attention with biases, from `[batch, sequence, hidden]` to the same, without the output projection.
 * ONNX Runtime's own operator multiplies queries, keys and values in one product (docs/adr/2026-11-25-onnx-graph.md).
 * @param mask 1 for a real token, 0 for padding, `[batch, sequence]`
 * @param names of the query, key and value layers
 */
export function selfAttention(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  mask: Value,
  names: readonly [query: string, key: string, value: string],
  { hidden, heads }: AttentionSize,
): Value {
  const size = { inputs: hidden, outputs: hidden };
  const attributes = { num_heads: heads, mask_filter_value: { float: paddingScore } };
  if (graph.linear === "int8") {
    // The fused operator multiplies in fp32; this one takes what the quantised layers give.
    const [query, key, value] = names.map((layer) => linear(graph, checkpoint, layer, input, size));
    return graph.node(
      `${name}.context`,
      "MultiHeadAttention",
      [query as Value, key as Value, value as Value, "", mask],
      { domain: "com.microsoft", attributes },
    );
  }
  const { weight, bias } = mergedLinear(graph, checkpoint, `${name}.queryKeyValue`, names, size);
  return graph.node(`${name}.context`, "Attention", [input, weight, bias, mask], {
    domain: "com.microsoft",
    attributes,
  });
}
