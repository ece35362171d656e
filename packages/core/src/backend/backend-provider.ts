import type { ModelCard } from "../model/model-card.ts";
import type { EmbeddingBackend } from "./embedding-backend.ts";

export interface BackendLoadOptions {
  /** Folder for files the engine derives from a checkpoint. Created when absent. */
  readonly cacheDirectory: string;
  /** Threads of one forward pass. Default: the engine's own choice, normally one a physical core. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** One short line on what takes long ("converting all-MiniLM-L6-v2 to ONNX"). */
  readonly onProgress?: (message: string) => void;
}

/** How an engine is found and started. One per file or folder of packages/backends. */
export interface BackendProvider {
  readonly id: string;
  /** One line for `isovec models` and error messages. */
  readonly description: string;
  /**
   * Loads a checkpoint into the engine. Files are verified before a native loader sees them.
   * @throws IsovecError `ModelCorrupt`, `ModelNotFound`, `BackendUnavailable`.
   */
  load(model: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend>;
}
