import type { Pooling } from "./token-states.ts";

/** The largest value of each component. */
export const max: Pooling = ({ values, offset, hidden, first, end }, target, at) => {
  target.fill(Number.NEGATIVE_INFINITY, at, at + hidden);
  for (let position = first; position < end; position++) {
    const start = offset + position * hidden;
    for (let i = 0; i < hidden; i++) {
      const value = values[start + i] as number;
      // A NaN wins and stays, so that it is reported later.
      if (value > (target[at + i] as number) || Number.isNaN(value)) target[at + i] = value;
    }
  }
};
