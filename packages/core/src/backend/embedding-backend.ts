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
  readonly values: Float32Array;
  readonly hidden: number;
}

/** What an engine can do. A flag that is absent means unsupported. */
export interface BackendCapabilities {
  /** What the engine is fed. Token ids are made in core by the model's own tokenizer. */
  readonly input: "tokens";
  /** What the engine returns: the states of every token, pooled in core. */
  readonly output: "states";
  /** Where it computes, for people: `cpu`, `webgpu`. */
  readonly device: string;
  /** Arithmetic of the forward pass. Part of the vector space's numeric class. */
  readonly dtype: "fp32" | "fp16";
  /** The number of padded tokens (batch x sequence) a `forward` call is fastest with. */
  readonly preferredBatchTokens: number;
}

/**
 * An engine: token ids in, hidden states out. It never sees text, so it cannot tokenize, truncate, pool or normalise
 * differently from any other engine.
 */
export interface EmbeddingBackend {
  /** The version of this contract that the engine was written for. */
  readonly specificationVersion: 1;
  /** The id the engine is configured by, for example `onnx`. */
  readonly id: string;
  readonly capabilities: BackendCapabilities;
  /**
   * One forward pass.
   * @throws IsovecError `Cancelled` when the signal fired before the pass began, `BackendUnavailable` after `dispose`.
   */
  forward(tokens: TokenBatch, signal?: AbortSignal): Promise<HiddenStates>;
  /** Releases the engine's memory. Calling it again does nothing. */
  dispose(): Promise<void>;
}
