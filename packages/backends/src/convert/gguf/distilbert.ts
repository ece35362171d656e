import { wordTable } from "../architectures/bert-config.ts";
import {
  distilbertCheckpoint,
  distilbertConfigKeys,
  distilbertLayerNames,
  readDistilbertConfig,
} from "../architectures/distilbert-config.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { assertGelu, describePostNorm } from "./post-norm-encoder.ts";

/** DistilBERT as a `bert` whose one token type adds nothing. */
export const distilbert: GgufArchitecture = {
  name: "bert",
  configKeys: distilbertConfigKeys,
  describe(card, weights, config, dtype) {
    const size = readDistilbertConfig(config);
    assertGelu(config, "activation");
    const { hidden } = size;
    const checkpoint = distilbertCheckpoint(weights);
    const encoder = {
      checkpoint,
      size,
      layerPrefix: "transformer.layer",
      names: distilbertLayerNames,
      words: checkpoint.tensor(wordTable, [card.vocabularySize, hidden]),
      tokenTypes: { name: "no token types", shape: [1, hidden], read: async () => new Float32Array(hidden) },
      positions: checkpoint.tensor("embeddings.position_embeddings.weight", [size.positions, hidden]),
    };
    return describePostNorm(card, encoder, dtype);
  },
};
