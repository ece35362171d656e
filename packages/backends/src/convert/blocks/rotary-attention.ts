import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import {
  type AttentionHeads,
  type AttentionReach,
  type AttentionStates,
  blockwiseAttention,
} from "./blockwise-attention.ts";
import { linear } from "./linear.ts";
import { type RotaryTables, rotate } from "./rotary-positions.ts";

/** What all layers of one type have in common. */
export interface Sight {
  readonly rotary: RotaryTables;
  readonly reach: AttentionReach;
  /** Of `paddingScores`. */
  readonly padding: Value;
  /** Of `sequenceLength`. */
  readonly sequence: Value;
}

export interface RotaryAttentionSize extends AttentionHeads {
  readonly hidden: number;
  /** Components of a head that positions rotate. Default all. */
  readonly rotated?: number;
  /** Of the linear layers. */
  readonly bias: boolean;
}

/** Attention of queries and keys that know their positions: `[batch, sequence, heads x head size]`. */
function rotaryAttention(
  graph: GraphBuilder,
  name: string,
  { query, key, value }: AttentionStates,
  { rotary, reach, padding, sequence }: Sight,
  size: RotaryAttentionSize,
): Value {
  const { heads, keyHeads, headSize, rotated = headSize } = size;
  const states = {
    query: rotate(graph, `${name}.query`, query, rotary, heads, rotated),
    key: rotate(graph, `${name}.key`, key, rotary, keyHeads, rotated),
    value,
  };
  return blockwiseAttention(graph, name, states, padding, sequence, reach, size);
}

/**
 * Self-attention whose queries, keys and values come from one linear layer, in this order.
 * @param all name of that layer
 * @param output name of the layer after the attention
 * @returns `[batch, sequence, hidden]`
 */
export function mergedAttention(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { all, output }: { readonly all: string; readonly output: string },
  sight: Sight,
  size: RotaryAttentionSize,
): Value {
  const { hidden, heads, headSize, bias } = size;
  const width = heads * headSize;
  const merged = linear(graph, checkpoint, all, input, { inputs: hidden, outputs: 3 * width, bias });
  const [query, key, value] = graph.split(`${name}.parts`, merged, [width, width, width]);
  const states = { query: query as Value, key: key as Value, value: value as Value };
  const context = rotaryAttention(graph, name, states, sight, size);
  return linear(graph, checkpoint, output, context, { inputs: width, outputs: hidden, bias });
}

/**
 * Self-attention of `q_proj`, `k_proj`, `v_proj` and `o_proj`, whose queries and keys are normalised head by head before they are
 * rotated.
 * @param norm over the last axis; given `[batch, sequence, heads, head size]`
 * @returns `[batch, sequence, hidden]`
 */
export function groupedAttention(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  norm: (name: string, heads: Value) => Value,
  sight: Sight,
  size: RotaryAttentionSize,
): Value {
  const { hidden, heads, keyHeads, headSize, bias } = size;
  const project = (layer: string, count: number) =>
    linear(graph, checkpoint, `${name}.${layer}`, input, { inputs: hidden, outputs: count * headSize, bias });
  const normed = (layer: string, normName: string, count: number) => {
    const apart = graph.node(`${name}.${layer}.apart`, "Reshape", [
      project(layer, count),
      graph.integers(0, 0, count, headSize),
    ]);
    return graph.node(`${name}.${layer}.normed`, "Reshape", [
      norm(`${name}.${normName}`, apart),
      graph.integers(0, 0, count * headSize),
    ]);
  };
  const states = {
    query: normed("q_proj", "q_norm", heads),
    key: normed("k_proj", "k_norm", keyHeads),
    value: project("v_proj", keyHeads),
  };
  const context = rotaryAttention(graph, name, states, sight, size);
  return linear(graph, checkpoint, `${name}.o_proj`, context, {
    inputs: heads * headSize,
    outputs: hidden,
    bias,
  });
}
