import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";

export interface LayerNormSize {
  readonly hidden: number;
  readonly epsilon: number;
  /** Default true. */
  readonly bias?: boolean;
}

/**
 * LayerNorm over the last axis. Checkpoints that come from TensorFlow call weight and bias `gamma` and `beta`
 * (google-bert/bert-base-uncased does); transformers renames them when it loads.
 * @param output name of the value
 */
export function layerNorm(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { hidden, epsilon, bias: biased = true }: LayerNormSize,
  output = `${name}.output`,
): Value {
  const [weight, bias] = checkpoint.has(`${name}.gamma`) ? ["gamma", "beta"] : ["weight", "bias"];
  const parts = biased ? [weight, bias] : [weight];
  return graph.node(
    output,
    "LayerNormalization",
    [input, ...parts.map((part) => graph.weight(checkpoint.tensor(`${name}.${part}`, [hidden])))],
    { attributes: { axis: -1, epsilon: { float: epsilon } } },
  );
}
