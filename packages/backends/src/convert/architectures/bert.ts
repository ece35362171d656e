import { activationOf } from "../blocks/activation.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { linear } from "../blocks/linear.ts";
import { absolutePositions } from "../blocks/position-embeddings.ts";
import { selfAttention } from "../blocks/self-attention.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Architecture } from "./architecture.ts";
import { bertCheckpoint, bertConfigKeys, readBertSize, wordTable } from "./bert-config.ts";
import { type EncoderInputs, encoderInputs, encoderNames } from "./encoder-inputs.ts";

function readBertConfig(config: ConfigReader, vocabularySize: number) {
  return { ...readBertSize(config, vocabularySize), activation: activationOf(config, "hidden_act", "gelu") };
}

type BertConfig = ReturnType<typeof readBertConfig>;

/** LayerNorm(word + token type + position), `[batch, sequence, hidden]`. */
function embeddings(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  inputs: EncoderInputs,
  config: BertConfig,
): Value {
  const { hidden, vocabularySize, tokenTypes, positions } = config;
  const words = graph.weight(checkpoint.tensor(wordTable, [vocabularySize, hidden]));
  const types = graph.weight(
    checkpoint.tensor("embeddings.token_type_embeddings.weight", [tokenTypes, hidden]),
  );
  const table = checkpoint.tensor("embeddings.position_embeddings.weight", [positions, hidden]);
  const word = graph.node("embeddings.words", "Gather", [words, inputs.inputIds]);
  const type = graph.node("embeddings.types", "Gather", [types, inputs.tokenTypeIds]);
  const typed = graph.node("embeddings.typed", "Add", [word, type]);
  const placed = graph.node("embeddings.placed", "Add", [
    typed,
    absolutePositions(graph, inputs.inputIds, table),
  ]);
  return layerNorm(graph, checkpoint, "embeddings.LayerNorm", placed, config);
}

/** Attention, then the feed-forward network, each added to its input and normalised after the sum. */
function encoderLayer(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  name: string,
  input: Value,
  mask: Value,
  config: BertConfig,
  output: string | undefined,
): Value {
  const { hidden, inner } = config;
  const self = `${name}.attention.self`;
  const context = selfAttention(
    graph,
    checkpoint,
    self,
    input,
    mask,
    [`${self}.query`, `${self}.key`, `${self}.value`],
    config,
  );
  const projected = linear(graph, checkpoint, `${name}.attention.output.dense`, context, {
    inputs: hidden,
    outputs: hidden,
  });
  const attended = layerNorm(
    graph,
    checkpoint,
    `${name}.attention.output.LayerNorm`,
    graph.node(`${name}.attention.residual`, "Add", [projected, input]),
    config,
  );
  const raised = linear(graph, checkpoint, `${name}.intermediate.dense`, attended, {
    inputs: hidden,
    outputs: inner,
  });
  const activated = config.activation(graph, `${name}.intermediate.activation`, raised);
  const lowered = linear(graph, checkpoint, `${name}.output.dense`, activated, {
    inputs: inner,
    outputs: hidden,
  });
  const sum = graph.node(`${name}.residual`, "Add", [lowered, attended]);
  return layerNorm(graph, checkpoint, `${name}.output.LayerNorm`, sum, config, output);
}

/** BERT (Devlin et al. 2018; transformers, modeling_bert.py), without the pooler, which token states do not pass. */
export const bert: Architecture = {
  configKeys: bertConfigKeys,
  build(graph, card, weights, reader) {
    const config = readBertConfig(reader, card.vocabularySize);
    const checkpoint = bertCheckpoint(weights);
    const inputs = encoderInputs(graph);
    let states = embeddings(graph, checkpoint, inputs, config);
    for (let layer = 0; layer < config.layers; layer++) {
      const last = layer === config.layers - 1 ? encoderNames.hiddenStates : undefined;
      states = encoderLayer(
        graph,
        checkpoint,
        `encoder.layer.${layer}`,
        states,
        inputs.attentionMask,
        config,
        last,
      );
    }
    graph.output(states, ["batch", "sequence", config.hidden]);
  },
};
