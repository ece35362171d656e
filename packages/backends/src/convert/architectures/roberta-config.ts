import type { SafetensorsFile } from "@isovec/core";
import { Checkpoint } from "../checkpoint.ts";
import type { ConfigReader } from "../config-reader.ts";
import { bertConfigKeys, wordTable } from "./bert-config.ts";

/** The keys of config.json that a RoBERTa's token states depend on. */
export const robertaConfigKeys: readonly string[] = [...bertConfigKeys, "pad_token_id"];

/** The row before the first of the position table; transformers' default is 1. */
export function readPadId(config: ConfigReader): number {
  return config.index("pad_token_id", 1);
}

/** A RoBERTa's tensors, which have BERT's names; a task head's checkpoint calls its encoder `roberta.`. */
export function robertaCheckpoint(weights: SafetensorsFile): Checkpoint {
  return new Checkpoint(weights, ["", "roberta."], wordTable);
}
