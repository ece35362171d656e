import type { Checkpoint } from "../checkpoint.ts";
import type { Attribute, GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { linear, mergedLinear } from "./linear.ts";

export interface AttentionSize {
  readonly hidden: number;
  readonly heads: number;
  /** Of one head. Default `hidden / heads`. */
  readonly headSize?: number;
  /** What the product of query and key is multiplied by. Default `1 / sqrt(headSize)`. */
  readonly scale?: number;
  /** Whether the query, key and value layers have biases. Default true. */
  readonly bias?: boolean;
}

/** Which keys a query looks at, and what is added to their scores. */
export interface AttentionScores {
  /** 1 for a real token, 0 for padding, `[batch, sequence]`. */
  readonly mask: Value;
  /** Added to the scores: `[1, heads, sequence, sequence]`. */
  readonly positionBias?: Value | undefined;
}

/** Added to the score of a padding position: its exponential is then exactly 0, and padding changes no bit of a state. */
const paddingScore = -3.4028234663852886e38;

/**
 * Bidirectional self-attention from `[batch, sequence, hidden]` to `[batch, sequence, heads x headSize]`, without the output
 * projection.
 * ONNX Runtime's own operator multiplies queries, keys and values in one product (docs/adr/2026-11-25-onnx-graph.md).
 * @param names of the query, key and value layers
 */
export function selfAttention(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { mask, positionBias = "" }: AttentionScores,
  names: readonly [query: string, key: string, value: string],
  { hidden, heads, headSize = hidden / heads, scale, bias = true }: AttentionSize,
): Value {
  const inner = heads * headSize;
  const size = { inputs: hidden, outputs: inner, bias };
  const attributes: Record<string, Attribute> = {
    num_heads: heads,
    mask_filter_value: { float: paddingScore },
  };
  if (scale !== undefined) attributes["scale"] = { float: scale };
  if (graph.linear === "int8") {
    // The fused operator multiplies in fp32; this one takes what the quantised layers give.
    const [query, key, value] = names.map((layer) => linear(graph, checkpoint, layer, input, size));
    return graph.node(
      `${name}.context`,
      "MultiHeadAttention",
      [query as Value, key as Value, value as Value, "", mask, positionBias],
      { domain: "com.microsoft", attributes },
    );
  }
  const { weight, bias: added } = mergedLinear(graph, checkpoint, `${name}.queryKeyValue`, names, size);
  if (inner !== hidden) attributes["qkv_hidden_sizes"] = [inner, inner, inner];
  return graph.node(`${name}.context`, "Attention", [input, weight, added, mask, "", positionBias], {
    domain: "com.microsoft",
    attributes,
  });
}
