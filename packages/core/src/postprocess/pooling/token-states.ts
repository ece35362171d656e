/**
 * The states of one text inside a padded batch: row-major `[positions, hidden]` starting at `offset` of `values`.
 * Pooling covers positions `[first, end)`: `end` is the number of real tokens (padding is on the right), `first` is 0,
 * or the prompt's length where the model leaves the prompt out of the pooling.
 */
export interface TokenStates {
  readonly values: Float32Array;
  readonly offset: number;
  readonly hidden: number;
  readonly first: number;
  readonly end: number;
}

/** Writes `hidden` components of the pooled vector to `target` at `at`. */
export type Pooling = (states: TokenStates, target: Float32Array, at: number) => void;
