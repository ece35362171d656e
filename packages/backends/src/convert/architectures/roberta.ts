import { positionsAfterPadding } from "../blocks/position-embeddings.ts";
import type { Architecture } from "./architecture.ts";
import { buildBert } from "./bert.ts";
import { readPadId, robertaCheckpoint, robertaConfigKeys } from "./roberta-config.ts";

/**
 * RoBERTa, XLM-RoBERTa and CamemBERT (Liu et al. 2019, Conneau et al. 2019; transformers, modeling_roberta.py): BERT with
 * positions that begin after the padding token's.
 */
export const roberta: Architecture = {
  configKeys: robertaConfigKeys,
  build(graph, card, weights, reader) {
    const padId = readPadId(reader);
    buildBert(graph, robertaCheckpoint(weights), reader, card.vocabularySize, (_, inputIds, table) =>
      positionsAfterPadding(graph, inputIds, table, padId),
    );
  },
};
