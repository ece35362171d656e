import type { ModelCard } from "../model/model-card.ts";
import type { EmbeddingBackend } from "./embedding-backend.ts";

export interface BackendLoadOptions {
  /** Folder for files the engine derives from a checkpoint. Created when absent. */
  readonly cacheDirectory: string;
  /** Threads of one forward pass. Default: the engine's own choice, normally one a physical core that the process may use. */
  readonly threads?: number;
  /** One of the provider's `dtypes`. Default: the first. */
  readonly dtype?: string;
  /** One of the provider's `devices`. Default: the first. */
  readonly device?: string;
  /** What only this engine understands, as the user configured it. The provider checks it and names a bad key. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /**
   * Called before a conversion begins, and while the engine's own process loads what it was given: what the caller
   * prepares then holds up nothing, and a model that cannot be used is refused before it is converted. What it throws
   * ends the load. It may be called more than once, or not at all.
   */
  readonly onLoading?: () => void;
  /** One short line on what takes long ("converting all-MiniLM-L6-v2 to ONNX"). */
  readonly onProgress?: (message: string) => void;
}

export interface BackendDtype {
  /** The name it is configured by: `fp32`, `q8_0`. */
  readonly name: string;
  /** See BackendCapabilities.numeric. Known before anything is loaded, so that an index can open for it. */
  readonly numeric: string;
}

/** How an engine is found and started. One per file or folder of packages/backends. */
export interface BackendProvider {
  readonly id: string;
  /** One line for `isovec backends` and error messages. */
  readonly description: string;
  /** What the engine computes in; the first is the default. */
  readonly dtypes: readonly [BackendDtype, ...BackendDtype[]];
  /** Where it can compute; the first is the default. */
  readonly devices: readonly [string, ...string[]];
  /**
   * The model that the engine runs when it is asked for another one's: the static engine runs a table distilled from a
   * checkpoint. Absent: the engine runs the model itself.
   * @throws as `load`
   */
  modelFor?(model: ModelCard, options: BackendLoadOptions): Promise<ModelCard>;
  /**
   * Begins what every load needs whatever the model, such as a process and its libraries: a load is near. What none has
   * taken over within seconds is ended again.
   */
  prepare?(): void;
  /**
   * Loads a checkpoint into the engine. Files are verified before a native loader sees them.
   * @throws IsovecError `ModelCorrupt`, `ModelNotFound`, `BackendUnavailable`, `ConfigurationInvalid`.
   */
  load(model: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend>;
}

/**
 * The entry of a provider's list that a name stands for; the first when no name is given.
 * @returns undefined when the provider does not have it
 */
export function dtypeOf(
  provider: Pick<BackendProvider, "dtypes">,
  name: string | undefined,
): BackendDtype | undefined {
  return name === undefined ? provider.dtypes[0] : provider.dtypes.find((dtype) => dtype.name === name);
}
