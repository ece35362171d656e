/** One padded batch of token ids, row-major `[batch, sequence]`. Padding is on the right and has mask 0. */
export interface TokenBatch {
  readonly batch: number;
  readonly sequence: number;
  /** Vocabulary indices, `[batch, sequence]`. */
  readonly inputIds: Int32Array;
  /** 1 for a real token, 0 for padding, `[batch, sequence]`. */
  readonly attentionMask: Int32Array;
  /** Segment ids, `[batch, sequence]`. All zero for single texts. */
  readonly tokenTypeIds: Int32Array;
}

/** The last layer's token states, row-major `[batch, sequence, hidden]`. States at padding positions are undefined. */
export interface HiddenStates {
  readonly kind: "states";
  readonly values: Float32Array;
  readonly hidden: number;
}

/**
 * One vector a text, row-major `[batch, dimensions]`. `pooled`: after the model's own pooling and before the steps that
 * follow it (Dense, Normalize), which core does. `vectors`: after all steps.
 */
export interface TextVectors {
  readonly kind: "pooled" | "vectors";
  readonly values: Float32Array;
  readonly dimensions: number;
}

export type BackendOutput = HiddenStates | TextVectors;

/** What an engine can do. A flag that is absent means unsupported. */
export interface BackendCapabilities {
  /** What the engine returns. States are pooled in core; a later stage leaves less to core and more to the probes. */
  readonly output: BackendOutput["kind"];
  /** Where it computes, for people: `cpu`, `webgpu`, a server's host. */
  readonly device: string;
  /** Storage of the weights or arithmetic of the pass, for people: `fp32`, `fp16`, `q8_0`, `int8`. */
  readonly dtype: string;
  /**
   * The numeric class of the vector space: `exact` for fp32 and fp16, which agree to 2e-5 in cosine, otherwise the
   * quantisation. Vectors of different classes never meet in an index.
   */
  readonly numeric: string;
  /** The number of padded tokens (batch x sequence) a `forward` call is fastest with. */
  readonly preferredBatchTokens: number;
  /** The most texts of one `forward` call. Default: no limit but the tokens. */
  readonly maxBatchTexts?: number;
  /** `forward` calls that are worth making at once. Default 1. */
  readonly concurrency?: number;
}

/**
 * Whose pass goes first where passes wait for the engine: one that a person waits for (a search's question), or one of
 * many (an index's texts).
 */
export type PassPriority = "interactive" | "background";

interface BackendBase {
  /** The version of this contract that the engine was written for. */
  readonly specificationVersion: 1;
  /** The id the engine is configured by, for example `onnx`. */
  readonly id: string;
  readonly capabilities: BackendCapabilities;
  /** Releases the engine's memory. Calling it again does nothing. */
  dispose(): Promise<void>;
}

/**
 * An engine that is fed token ids, made in core by the model's own tokenizer: it never sees text, so it cannot
 * tokenize or truncate differently from any other engine.
 */
export interface TokenBackend extends BackendBase {
  readonly input: "tokens";
  /**
   * One forward pass.
   * @param priority Default `background`; an engine that has no queue of its own passes it over
   * @throws IsovecError `Cancelled` when the signal fired before the pass began, `BackendUnavailable` after `dispose`.
   */
  forward(tokens: TokenBatch, signal?: AbortSignal, priority?: PassPriority): Promise<BackendOutput>;
}

/**
 * An engine that can only take text (a server). It tokenizes by itself, so it serves only when the probes show that it
 * does so as core does.
 */
export interface TextBackend extends BackendBase {
  readonly input: "text";
  /**
   * @param texts prompt included, not truncated
   * @throws as a TokenBackend's `forward`
   */
  forward(texts: readonly string[], signal?: AbortSignal, priority?: PassPriority): Promise<TextVectors>;
}

export type EmbeddingBackend = TokenBackend | TextBackend;
