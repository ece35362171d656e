import type { ModelCard, SafetensorsFile } from "@isovec/core";
import type { ConfigReader } from "../config-reader.ts";
import type { GraphBuilder } from "../onnx/graph-builder.ts";

/** How the checkpoints of one `model_type` become a graph. One file each in this folder. */
export interface Architecture {
  /** The keys of config.json that the graph depends on: a converted file is cached under their values. */
  readonly configKeys: readonly string[];
  /**
   * Describes the graph from `encoderInputs` to `encoderNames.hiddenStates`. Weights are checked now and read later.
   * @throws IsovecError `ModelCorrupt`, `BackendUnavailable`
   */
  build(graph: GraphBuilder, card: ModelCard, weights: SafetensorsFile, config: ConfigReader): void;
}
