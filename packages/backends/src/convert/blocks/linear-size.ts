/** Of a linear layer, whose weight torch keeps as `[outputs, inputs]`. */
export interface LinearSize {
  readonly inputs: number;
  readonly outputs: number;
  /** Default true. */
  readonly bias?: boolean;
}
