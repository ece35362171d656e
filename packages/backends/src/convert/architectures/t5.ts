import { gatedFeedForward } from "../blocks/gated-feed-forward.ts";
import { linear } from "../blocks/linear.ts";
import { relativePositionBias } from "../blocks/relative-position-bias.ts";
import { rmsNorm } from "../blocks/rms-norm.ts";
import { type AttentionScores, selfAttention } from "../blocks/self-attention.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Architecture } from "./architecture.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";
import { readT5Config, type T5Config, t5Checkpoint, t5ConfigKeys, t5WordTable } from "./t5-config.ts";

function norm(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { hidden, epsilon }: T5Config,
  output?: string,
): Value {
  return rmsNorm(graph, name, input, checkpoint.tensor(`${name}.weight`, [hidden]), epsilon, output);
}

/** Self-attention added to its input, which alone is normalised. No biases, and the scores are not scaled. */
function attentionLayer(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  scores: AttentionScores,
  config: T5Config,
): Value {
  const self = `${name}.SelfAttention`;
  const normed = norm(graph, checkpoint, `${name}.layer_norm`, input, config);
  const context = selfAttention(
    graph,
    checkpoint,
    self,
    normed,
    scores,
    [`${self}.q`, `${self}.k`, `${self}.v`],
    { ...config, scale: 1, bias: false },
  );
  const inputs = config.heads * config.headSize;
  const projection = { inputs, outputs: config.hidden, bias: false };
  const projected = linear(graph, checkpoint, `${self}.o`, context, projection);
  return graph.node(`${name}.residual`, "Add", [projected, input]);
}

function feedForward(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  { gated, activation, hidden, inner }: T5Config,
): Value {
  if (gated) {
    const names = { up: [`${name}.wi_0`, `${name}.wi_1`], down: `${name}.wo` } as const;
    const size = { hidden, inner, bias: false };
    return gatedFeedForward(graph, checkpoint, name, input, names, activation, size);
  }
  const up = { inputs: hidden, outputs: inner, bias: false };
  const raised = linear(graph, checkpoint, `${name}.wi`, input, up);
  const activated = activation(graph, `${name}.activation`, raised);
  const down = { inputs: inner, outputs: hidden, bias: false };
  return linear(graph, checkpoint, `${name}.wo`, activated, down);
}

function feedForwardLayer(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  config: T5Config,
): Value {
  const normed = norm(graph, checkpoint, `${name}.layer_norm`, input, config);
  const fed = feedForward(graph, checkpoint, `${name}.DenseReluDense`, normed, config);
  return graph.node(`${name}.residual`, "Add", [fed, input]);
}

/**
 * The encoder of T5 and T5 1.1 (Raffel et al. 2019; transformers, modeling_t5.py): relative positions only, which the first block has for
 * all. A checkpoint's decoder is left out.
 */
export const t5: Architecture = {
  configKeys: t5ConfigKeys,
  build(graph, card, weights, reader) {
    const config = readT5Config(reader);
    const { hidden, heads, buckets, maxDistance } = config;
    const checkpoint = t5Checkpoint(weights);
    const { inputIds, attentionMask } = encoderInputs(graph);
    const words = graph.weight(checkpoint.tensor(t5WordTable(checkpoint), [card.vocabularySize, hidden]));
    const distances = checkpoint.tensor(
      "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
      [buckets, heads],
    );
    const scores = {
      mask: attentionMask,
      positionBias: relativePositionBias(graph, inputIds, distances, { heads, buckets, maxDistance }),
    };
    let states = graph.node("embeddings.words", "Gather", [words, inputIds]);
    for (let block = 0; block < config.layers; block++) {
      const name = `encoder.block.${block}.layer`;
      states = attentionLayer(graph, checkpoint, `${name}.0`, states, scores, config);
      states = feedForwardLayer(graph, checkpoint, `${name}.1`, states, config);
    }
    const { hiddenStates } = encoderNames;
    states = norm(graph, checkpoint, "encoder.final_layer_norm", states, config, hiddenStates);
    graph.output(states, ["batch", "sequence", hidden]);
  },
};
