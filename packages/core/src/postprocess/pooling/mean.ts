import type { Pooling, TokenStates } from "./token-states.ts";

/** sentence-transformers clamps the number of tokens it divides by to this. */
const smallestDivisor = 1e-9;

/** Sum of `weight(position) x state`, in double precision. Also the sum of the weights. */
function weightedSum(
  states: TokenStates,
  weight: (position: number) => number,
): { sum: Float64Array; weights: number } {
  const { values, offset, hidden, first, end } = states;
  const sum = new Float64Array(hidden);
  let weights = 0;
  for (let position = first; position < end; position++) {
    const start = offset + position * hidden;
    const factor = weight(position);
    weights += factor;
    for (let i = 0; i < hidden; i++) sum[i] = (sum[i] as number) + factor * (values[start + i] as number);
  }
  return { sum, weights };
}

function write(sum: Float64Array, divisor: number, target: Float32Array, at: number): void {
  for (let i = 0; i < sum.length; i++) target[at + i] = (sum[i] as number) / divisor;
}

/** The mean over all real tokens. */
export const mean: Pooling = (states, target, at) => {
  const { sum, weights } = weightedSum(states, () => 1);
  write(sum, Math.max(weights, smallestDivisor), target, at);
};

/** The sum divided by the square root of the number of tokens. */
export const meanSqrtLength: Pooling = (states, target, at) => {
  const { sum, weights } = weightedSum(states, () => 1);
  write(sum, Math.sqrt(Math.max(weights, smallestDivisor)), target, at);
};

/** The mean weighted by position: the first token of the sequence counts 1, the second 2 (SGPT). */
export const weightedMean: Pooling = (states, target, at) => {
  const { sum, weights } = weightedSum(states, (position) => position + 1);
  write(sum, Math.max(weights, smallestDivisor), target, at);
};
