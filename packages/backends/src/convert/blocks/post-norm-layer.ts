import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Activation } from "./activation.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { type AttentionScores, selfAttention } from "./self-attention.ts";

/** Names of a layer's parts behind the layer's own. */
export interface PostNormNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** Projection of the heads. */
  readonly projection: string;
  readonly attentionNorm: string;
  /** The first and the second layer of the feed-forward network. */
  readonly up: string;
  readonly down: string;
  readonly outputNorm: string;
}

export interface PostNormSize {
  readonly hidden: number;
  readonly heads: number;
  /** Width of the feed-forward network between its two layers. */
  readonly inner: number;
  /** Of the layer norms. */
  readonly epsilon: number;
  readonly activation: Activation;
}

/**
 * A layer of the first transformer encoders: attention, then the feed-forward network, each added to its input and normalised
 * after the sum. `[batch, sequence, hidden]` -> the same.
 * @param name of the layer in the checkpoint
 * @param output name of the value
 */
export function postNormLayer(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  scores: AttentionScores,
  names: PostNormNames,
  size: PostNormSize,
  output?: string,
): Value {
  const { hidden, inner } = size;
  const [query, key, value] = [names.query, names.key, names.value].map((part) => `${name}.${part}`);
  const context = selfAttention(
    graph,
    checkpoint,
    `${name}.attention`,
    input,
    scores,
    [query as string, key as string, value as string],
    size,
  );
  const projected = linear(graph, checkpoint, `${name}.${names.projection}`, context, {
    inputs: hidden,
    outputs: hidden,
  });
  const attended = layerNorm(
    graph,
    checkpoint,
    `${name}.${names.attentionNorm}`,
    graph.node(`${name}.attention.residual`, "Add", [projected, input]),
    size,
  );
  const raised = linear(graph, checkpoint, `${name}.${names.up}`, attended, {
    inputs: hidden,
    outputs: inner,
  });
  const activated = size.activation(graph, `${name}.activation`, raised);
  const lowered = linear(graph, checkpoint, `${name}.${names.down}`, activated, {
    inputs: inner,
    outputs: hidden,
  });
  const sum = graph.node(`${name}.residual`, "Add", [lowered, attended]);
  return layerNorm(graph, checkpoint, `${name}.${names.outputNorm}`, sum, size, output);
}
