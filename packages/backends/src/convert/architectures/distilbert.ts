import { activationOf } from "../blocks/activation.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { absolutePositions } from "../blocks/position-embeddings.ts";
import { type PostNormNames, postNormLayer } from "../blocks/post-norm-layer.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { Architecture } from "./architecture.ts";
import { wordTable } from "./bert-config.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";

const layerNames: PostNormNames = {
  query: "attention.q_lin",
  key: "attention.k_lin",
  value: "attention.v_lin",
  projection: "attention.out_lin",
  attentionNorm: "sa_layer_norm",
  up: "ffn.lin1",
  down: "ffn.lin2",
  outputNorm: "output_layer_norm",
};

function readConfig(config: ConfigReader) {
  const hidden = config.count(config.spelling("dim", "hidden_size"));
  const headsKey = config.spelling("n_heads", "num_attention_heads");
  const heads = config.count(headsKey);
  if (hidden % heads !== 0) throw config.unusable(headsKey, heads, `a divisor of the width ${hidden}`);
  return {
    hidden,
    heads,
    layers: config.count(config.spelling("n_layers", "num_hidden_layers")),
    inner: config.count("hidden_dim"),
    positions: config.count("max_position_embeddings", 512),
    // Fixed in modeling_distilbert.py.
    epsilon: 1e-12,
    activation: activationOf(config, "activation", "gelu"),
  };
}

/**
 * DistilBERT (Sanh et al. 2019; transformers, modeling_distilbert.py): BERT without token types. Sinusoidal positions lie in the
 * checkpoint like learnt ones.
 */
export const distilbert: Architecture = {
  configKeys: [
    "dim",
    "hidden_size",
    "n_heads",
    "num_attention_heads",
    "n_layers",
    "num_hidden_layers",
    "hidden_dim",
    "max_position_embeddings",
    "vocab_size",
    "activation",
  ],
  build(graph, card, weights, reader) {
    const config = readConfig(reader);
    const { hidden, layers } = config;
    const checkpoint = new Checkpoint(weights, ["", "distilbert."], wordTable);
    const { inputIds, attentionMask: mask } = encoderInputs(graph);
    const words = graph.weight(checkpoint.tensor(wordTable, [card.vocabularySize, hidden]));
    const table = checkpoint.tensor("embeddings.position_embeddings.weight", [config.positions, hidden]);
    const placed = graph.node("embeddings.placed", "Add", [
      graph.node("embeddings.words", "Gather", [words, inputIds]),
      absolutePositions(graph, inputIds, table),
    ]);
    let states = layerNorm(graph, checkpoint, "embeddings.LayerNorm", placed, config);
    for (let layer = 0; layer < layers; layer++) {
      const output = layer === layers - 1 ? encoderNames.hiddenStates : undefined;
      const name = `transformer.layer.${layer}`;
      states = postNormLayer(graph, checkpoint, name, states, { mask }, layerNames, config, output);
    }
    graph.output(states, ["batch", "sequence", hidden]);
  },
};
