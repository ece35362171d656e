import { activationOf } from "../blocks/activation.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { positionsAfterPadding } from "../blocks/position-embeddings.ts";
import { type PostNormNames, postNormLayer } from "../blocks/post-norm-layer.ts";
import { relativePositionBias } from "../blocks/relative-position-bias.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { Architecture } from "./architecture.ts";
import { wordTable } from "./bert-config.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";

const layerNames: PostNormNames = {
  query: "attention.attn.q",
  key: "attention.attn.k",
  value: "attention.attn.v",
  projection: "attention.attn.o",
  attentionNorm: "attention.LayerNorm",
  up: "intermediate.dense",
  down: "output.dense",
  outputNorm: "output.LayerNorm",
};

/** Fixed in modeling_mpnet.py whatever config.json says (`MPNetEmbeddings.padding_idx`, `compute_position_bias`). */
const padId = 1;
const buckets = 32;
const maxDistance = 128;

function readConfig(config: ConfigReader) {
  const hidden = config.count("hidden_size");
  const heads = config.count("num_attention_heads");
  if (hidden % heads !== 0)
    throw config.unusable("num_attention_heads", heads, `a divisor of hidden_size ${hidden}`);
  const rows = config.count("relative_attention_num_buckets", buckets);
  if (rows < buckets) throw config.unusable("relative_attention_num_buckets", rows, `${buckets} or more`);
  return {
    hidden,
    heads,
    /** Rows of the table of relative positions. */
    bucketRows: rows,
    layers: config.count("num_hidden_layers"),
    inner: config.count("intermediate_size"),
    positions: config.count("max_position_embeddings"),
    epsilon: config.positive("layer_norm_eps", 1e-12),
    activation: activationOf(config, "hidden_act", "gelu"),
  };
}

/**
 * MPNet (Song et al. 2020; transformers, modeling_mpnet.py): BERT's layers with T5's relative positions besides absolute ones, and
 * without token types.
 */
export const mpnet: Architecture = {
  configKeys: [
    "hidden_size",
    "num_attention_heads",
    "num_hidden_layers",
    "intermediate_size",
    "max_position_embeddings",
    "relative_attention_num_buckets",
    "vocab_size",
    "layer_norm_eps",
    "hidden_act",
  ],
  build(graph, card, weights, reader) {
    const config = readConfig(reader);
    const { hidden, heads, layers } = config;
    const checkpoint = new Checkpoint(weights, ["", "mpnet."], wordTable);
    const { inputIds, attentionMask } = encoderInputs(graph);
    const words = graph.weight(checkpoint.tensor(wordTable, [card.vocabularySize, hidden]));
    const table = checkpoint.tensor("embeddings.position_embeddings.weight", [config.positions, hidden]);
    const placed = graph.node("embeddings.placed", "Add", [
      graph.node("embeddings.words", "Gather", [words, inputIds]),
      positionsAfterPadding(graph, inputIds, table, padId),
    ]);
    const distances = checkpoint.tensor("encoder.relative_attention_bias.weight", [config.bucketRows, heads]);
    const scores = {
      mask: attentionMask,
      positionBias: relativePositionBias(graph, inputIds, distances, { heads, buckets, maxDistance }),
    };
    let states = layerNorm(graph, checkpoint, "embeddings.LayerNorm", placed, config);
    for (let layer = 0; layer < layers; layer++) {
      const output = layer === layers - 1 ? encoderNames.hiddenStates : undefined;
      const name = `encoder.layer.${layer}`;
      states = postNormLayer(graph, checkpoint, name, states, scores, layerNames, config, output);
    }
    graph.output(states, ["batch", "sequence", hidden]);
  },
};
