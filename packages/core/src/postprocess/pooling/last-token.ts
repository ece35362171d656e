import type { Pooling } from "./token-states.ts";

/** The state of the last real token, normally EOS. */
export const lastToken: Pooling = ({ values, offset, hidden, end }, target, at) => {
  const start = offset + (end - 1) * hidden;
  target.set(values.subarray(start, start + hidden), at);
};
