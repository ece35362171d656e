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
  /** sha256 of the module's weights file, hex. */
  readonly sha256: string;
}

export interface NormalizeStep {
  readonly kind: "normalize";
}

/** What happens between token states and the vector, in the order of modules.json. The first step is the pooling. */
export type PostprocessStep = PoolingStep | DenseStep | NormalizeStep;

/** tokenizer.json and tokenizer_config.json as they are, but for `do_lower_case`, which is put into the normalizer. */
export interface TokenizerFiles {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** sha256 of the definition, hex. */
  readonly sha256: string;
}

/** A checkpoint's metadata, read and checked. Weights stay on disk. */
export interface ModelCard {
  /** The manifest's name, otherwise the folder's. */
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
  readonly tokenizer: TokenizerFiles;
  readonly prompts: Readonly<Record<Role, string>>;
  readonly steps: readonly PostprocessStep[];
  /** `truncate_dim` of config_sentence_transformers.json: cut after the last step, not normalised again. */
  readonly truncateDimensions: number | undefined;
  /** Components of the vector after all steps and the cut. */
  readonly dimensions: number;
  /**
   * The weights, absolute path: a safetensors file, the `.safetensors.index.json` of several, or an ONNX graph that is run as
   * it was published (see `weightsFiles`).
   */
  readonly weightsFile: string;
  /** sha256 of the weights file, or of the hashes of several, hex. What a derived file is cached under. */
  readonly weightsSha256: string;
  /** sha256 of the weights rounded to fp16, hex: equal for a checkpoint and its fp16 copy. Of a published graph, of its bytes. */
  readonly weightsFingerprint: string;
}
