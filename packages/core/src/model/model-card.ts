/** The ways a token sequence becomes one vector (sentence-transformers' names in its `Pooling` module). */
export type PoolingMode = "cls" | "max" | "mean" | "mean_sqrt_len_tokens" | "weightedmean" | "lasttoken";

/** Which side of a search the text stands on. It selects the prompt. */
export type Role = "query" | "document";

export interface PoolingStep {
  readonly kind: "pooling";
  /** More than one mode means concatenation, in this order. */
  readonly modes: readonly PoolingMode[];
  /** When false the prompt's tokens are left out of the pooling (instructor models). */
  readonly includePrompt: boolean;
}

export interface DenseStep {
  readonly kind: "dense";
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major `[outputs, inputs]`, as torch's Linear keeps it. */
  readonly weight: Float32Array;
  /** `[outputs]`, or absent. */
  readonly bias: Float32Array | undefined;
  readonly activation: "identity" | "tanh" | "relu" | "gelu" | "sigmoid";
}

export interface NormalizeStep {
  readonly kind: "normalize";
}

/** What happens between token states and the vector, in the order of modules.json. The first step is the pooling. */
export type PostprocessStep = PoolingStep | DenseStep | NormalizeStep;

/** One file of the checkpoint with the hash it had when the card was read. */
export interface ModelFile {
  /** Relative to the model's folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** A checkpoint's metadata, read and checked. Weights stay on disk. */
export interface ModelCard {
  /** The folder's name, or the manifest's. */
  readonly name: string;
  readonly directory: string;
  /** `model_type` of config.json, for example `bert`. */
  readonly architecture: string;
  /** config.json as it is, for the converter of the architecture. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** The most tokens of one text, special tokens and prompt included. */
  readonly maxTokens: number;
  /** tokenizer.json and tokenizer_config.json as they are. */
  readonly tokenizer: {
    readonly definition: Readonly<Record<string, unknown>>;
    readonly config: Readonly<Record<string, unknown>>;
  };
  readonly prompts: Readonly<Record<Role, string>>;
  readonly steps: readonly PostprocessStep[];
  /** `truncate_dim` of config_sentence_transformers.json: cut after the last step, not normalised again. */
  readonly truncateDimensions: number | undefined;
  /** Components of the vector after all steps and the cut. */
  readonly dimensions: number;
  /** Every file the vectors depend on. */
  readonly files: readonly ModelFile[];
  /** sha256 over the weights, hex. What a derived file is cached under. */
  readonly weightsSha256: string;
  /** sha256 over everything but the weights that a vector depends on, hex. */
  readonly metadataSha256: string;
  /** Storage type of the weights. */
  readonly weightsDtype: "F32" | "F16" | "BF16";
}
