import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Activation } from "./activation.ts";
import { linear } from "./linear.ts";

export interface GatedNames {
  /** Of the layer whose output goes through the activation. */
  readonly activated: string;
  /** Of the layer that it is multiplied by. */
  readonly linear: string;
  readonly down: string;
}

export interface GatedSize {
  readonly hidden: number;
  readonly inner: number;
  readonly bias: boolean;
}

/** `down(activation(activated(x)) * linear(x))`: SwiGLU, GeGLU (Shazeer 2020). `[..., hidden]` -> the same. */
export function gatedFeedForward(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  names: GatedNames,
  activation: Activation,
  { hidden, inner, bias }: GatedSize,
): Value {
  const up = { inputs: hidden, outputs: inner, bias };
  const activated = activation(
    graph,
    `${name}.activation`,
    linear(graph, checkpoint, names.activated, input, up),
  );
  const gated = graph.node(`${name}.gated`, "Mul", [
    activated,
    linear(graph, checkpoint, names.linear, input, up),
  ]);
  return linear(graph, checkpoint, names.down, gated, { inputs: inner, outputs: hidden, bias });
}
