import type { ModelCard } from "@isovec/core";
import {
  bertCheckpoint,
  bertConfigKeys,
  bertLayerNames,
  readBertSize,
  wordTable,
} from "../architectures/bert-config.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { assertGelu, describePostNorm, type PostNormEncoder, rowsFrom } from "./post-norm-encoder.ts";

/** @param firstPosition row of the position table that a text's first token has */
export function bertEncoder(
  card: ModelCard,
  checkpoint: Checkpoint,
  config: ConfigReader,
  firstPosition: number,
): PostNormEncoder {
  const size = readBertSize(config, card.vocabularySize);
  assertGelu(config, "hidden_act");
  const table = (name: string, rows: number) =>
    checkpoint.tensor(`embeddings.${name}_embeddings.weight`, [rows, size.hidden]);
  return {
    checkpoint,
    size,
    layerPrefix: "encoder.layer",
    names: bertLayerNames,
    words: checkpoint.tensor(wordTable, [size.vocabularySize, size.hidden]),
    tokenTypes: table("token_type", size.tokenTypes),
    positions: rowsFrom(table("position", size.positions), firstPosition),
  };
}

export const bert: GgufArchitecture = {
  name: "bert",
  configKeys: bertConfigKeys,
  describe: (card, weights, config, dtype) =>
    describePostNorm(card, bertEncoder(card, bertCheckpoint(weights), config, 0), dtype),
};
