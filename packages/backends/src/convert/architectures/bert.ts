import { activationOf } from "../blocks/activation.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { absolutePositions } from "../blocks/position-embeddings.ts";
import { postNormLayer } from "../blocks/post-norm-layer.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import type { Architecture } from "./architecture.ts";
import { bertCheckpoint, bertConfigKeys, bertLayerNames, readBertSize, wordTable } from "./bert-config.ts";
import { type EncoderInputs, encoderInputs, encoderNames } from "./encoder-inputs.ts";

function readBertConfig(config: ConfigReader, vocabularySize: number) {
  return { ...readBertSize(config, vocabularySize), activation: activationOf(config, "hidden_act", "gelu") };
}

type BertConfig = ReturnType<typeof readBertConfig>;

/** Looks up the position of every token: `[batch, sequence, hidden]`, or the same for all texts. */
export type PositionLookup = (graph: GraphBuilder, inputIds: Value, table: WeightTensor) => Value;

/** LayerNorm(word + token type + position), `[batch, sequence, hidden]`. */
function embeddings(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  inputs: EncoderInputs,
  config: BertConfig,
  positionsOf: PositionLookup,
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
  const placed = graph.node("embeddings.placed", "Add", [typed, positionsOf(graph, inputs.inputIds, table)]);
  return layerNorm(graph, checkpoint, "embeddings.LayerNorm", placed, config);
}

/** BERT's graph, for it and for those that differ from it in their positions. */
export function buildBert(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  reader: ConfigReader,
  vocabularySize: number,
  positionsOf: PositionLookup,
): void {
  const config = readBertConfig(reader, vocabularySize);
  const inputs = encoderInputs(graph);
  const scores = { mask: inputs.attentionMask };
  let states = embeddings(graph, checkpoint, inputs, config, positionsOf);
  for (let layer = 0; layer < config.layers; layer++) {
    const output = layer === config.layers - 1 ? encoderNames.hiddenStates : undefined;
    const name = `encoder.layer.${layer}`;
    states = postNormLayer(graph, checkpoint, name, states, scores, bertLayerNames, config, output);
  }
  graph.output(states, ["batch", "sequence", config.hidden]);
}

/** BERT (Devlin et al. 2018; transformers, modeling_bert.py), without the pooler, which token states do not pass. */
export const bert: Architecture = {
  configKeys: bertConfigKeys,
  build(graph, card, weights, reader) {
    buildBert(graph, bertCheckpoint(weights), reader, card.vocabularySize, absolutePositions);
  },
};
