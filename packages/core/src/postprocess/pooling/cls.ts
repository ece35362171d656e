import type { Pooling } from "./token-states.ts";

/** The state of the first token. */
export const cls: Pooling = ({ values, offset, hidden, first }, target, at) => {
  const start = offset + first * hidden;
  target.set(values.subarray(start, start + hidden), at);
};
