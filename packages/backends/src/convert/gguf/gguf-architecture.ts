import type { ModelCard, SafetensorsFile } from "@isovec/core";
import type { ConfigReader } from "../config-reader.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import type { GgufDtype } from "./tensor-type.ts";

/** How the checkpoints of one `model_type` become a GGUF file. One file each in this folder. */
export interface GgufArchitecture {
  /** `general.architecture`. */
  readonly name: string;
  /** The keys of config.json that the file depends on: it is cached under their values. */
  readonly configKeys: readonly string[];
  /**
   * The id of a token that has no position of its own in the model, where llama.cpp counts it like any other: a text that has it gets
   * another vector.
   * @throws IsovecError `ModelCorrupt`
   */
  positionlessToken?(config: ConfigReader): number;
  /**
   * The architecture's own metadata, and its tensors: checked now and read later.
   * @throws IsovecError `ModelCorrupt`, `BackendUnavailable`
   */
  describe(
    card: ModelCard,
    weights: SafetensorsFile,
    config: ConfigReader,
    dtype: GgufDtype,
  ): {
    readonly metadata: readonly [string, MetadataValue][];
    readonly tensors: readonly GgufTensor[];
  };
}
