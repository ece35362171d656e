import { layerNorm } from "../blocks/layer-norm.ts";
import { absolutePositions } from "../blocks/position-embeddings.ts";
import { postNormLayer } from "../blocks/post-norm-layer.ts";
import type { Architecture } from "./architecture.ts";
import { wordTable } from "./bert-config.ts";
import {
  distilbertCheckpoint,
  distilbertConfigKeys,
  distilbertLayerNames,
  readDistilbertConfig,
} from "./distilbert-config.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";

/**
 * DistilBERT (Sanh et al. 2019; transformers, modeling_distilbert.py): BERT without token types. Sinusoidal positions lie in the
 * checkpoint like learnt ones.
 */
export const distilbert: Architecture = {
  configKeys: distilbertConfigKeys,
  build(graph, card, weights, reader) {
    const config = readDistilbertConfig(reader);
    const { hidden, layers } = config;
    const checkpoint = distilbertCheckpoint(weights);
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
      states = postNormLayer(graph, checkpoint, name, states, { mask }, distilbertLayerNames, config, output);
    }
    graph.output(states, ["batch", "sequence", hidden]);
  },
};
