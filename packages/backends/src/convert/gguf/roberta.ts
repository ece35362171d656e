import { readPadId, robertaCheckpoint, robertaConfigKeys } from "../architectures/roberta-config.ts";
import { bertEncoder } from "./bert.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { describePostNorm } from "./post-norm-encoder.ts";

/**
 * RoBERTa, XLM-RoBERTa and CamemBERT as a `bert`: llama.cpp counts positions from 0, so the rows up to the padding token's are left
 * out of the table, as its own converter does (conversion/bert.py, `_position_offset`).
 */
export const roberta: GgufArchitecture = {
  name: "bert",
  configKeys: robertaConfigKeys,
  positionlessToken: readPadId,
  describe(card, weights, config, dtype) {
    const first = readPadId(config) + 1;
    return describePostNorm(card, bertEncoder(card, robertaCheckpoint(weights), config, first), dtype);
  },
};
