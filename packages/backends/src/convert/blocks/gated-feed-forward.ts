import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Activation } from "./activation.ts";
import { linear } from "./linear.ts";

export interface GatedNames {
  /** Of the layer whose output goes through the activation and of the one it is multiplied by, or of one that gives both. */
  readonly up: readonly [activated: string, multiplied: string] | string;
  readonly down: string;
}

export interface GatedSize {
  readonly hidden: number;
  readonly inner: number;
  /** Of all of its layers. */
  readonly bias: boolean;
}

/** `down(activation(a(x)) * b(x))`: SwiGLU, GeGLU (Shazeer 2020). `[..., hidden]` -> the same. */
export function gatedFeedForward(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { up, down }: GatedNames,
  activation: Activation,
  { hidden, inner, bias }: GatedSize,
): Value {
  const raise = (layer: string, outputs: number) =>
    linear(graph, checkpoint, layer, input, { inputs: hidden, outputs, bias });
  const [activated, multiplied] =
    typeof up === "string"
      ? graph.split(`${name}.halves`, raise(up, 2 * inner), [inner, inner])
      : [raise(up[0], inner), raise(up[1], inner)];
  const gated = graph.node(`${name}.gated`, "Mul", [
    activation(graph, `${name}.activation`, activated as Value),
    multiplied as Value,
  ]);
  return linear(graph, checkpoint, down, gated, { inputs: inner, outputs: hidden, bias });
}
