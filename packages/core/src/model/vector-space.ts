/**
 * What a vector means. Two vectors may be compared, and an index may be kept, only when their spaces are equal.
 * The dtype that weights are stored in does not count as long as it is exact to 1e-5 in cosine (fp32, fp16): `numeric`.
 */
export interface VectorSpace {
  /** Hex digest over all other fields: the key under which vectors are stored. */
  readonly id: string;
  readonly model: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly pooling: string;
  readonly normalized: boolean;
  readonly prompts: Readonly<Record<string, string>>;
  /** `exact` for fp32 and fp16, otherwise the quantisation. */
  readonly numeric: string;
  /** sha256 of what decides the ids: tokenizer.json and the policy on special tokens. */
  readonly tokenizer: string;
  /** sha256 of the weights in the form they would have as fp16, so that a checkpoint and its fp16 copy are one space. */
  readonly weights: string;
}
