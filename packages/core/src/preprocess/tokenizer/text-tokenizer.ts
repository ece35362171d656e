/** A text as the engine is fed it. */
export interface TokenizedText {
  /** Ids with special tokens, after truncation. */
  readonly ids: Int32Array;
  /** Tokens before truncation, special tokens and prompt included. */
  readonly tokens: number;
  readonly truncated: boolean;
  /** How many ids at the start come from the special tokens before the text and from the prompt. */
  readonly promptTokens: number;
}

export interface TokenWindow {
  /** Ids with special tokens, at most the model's maximum. */
  readonly ids: Int32Array;
  /** Which of the text's own tokens (without special tokens) the window holds: `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Text -> token ids, by the model's own tokenizer. Made once a model, shared by every engine. */
export interface TextTokenizer {
  /** Ids of `prompt + text`. Truncation drops tokens of the text, never the closing special token. */
  tokenize(text: string, prompt?: string): TokenizedText;
  /**
   * Overlapping windows over a text that is longer than the maximum; one window when it is not.
   * @param overlap how many tokens of the text two neighbours share
   */
  windows(text: string, prompt?: string, overlap?: number): TokenWindow[];
  /** The tokens' spelling, for people. */
  spell(ids: Iterable<number>): string[];
  readonly maxTokens: number;
  readonly padId: number;
}
