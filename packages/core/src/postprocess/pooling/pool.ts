import type { PoolingMode, PoolingStep } from "../../model/model-card.ts";
import { cls } from "./cls.ts";
import { lastToken } from "./last-token.ts";
import { max } from "./max.ts";
import { mean, meanSqrtLength, weightedMean } from "./mean.ts";
import type { Pooling, TokenStates } from "./token-states.ts";

const poolings: Readonly<Record<PoolingMode, Pooling>> = {
  cls,
  max,
  mean,
  mean_sqrt_len_tokens: meanSqrtLength,
  weightedmean: weightedMean,
  lasttoken: lastToken,
};

/** Token states -> one vector of `modes x hidden` components: the poolings of all modes, concatenated. */
export function pool(states: TokenStates, step: PoolingStep): Float32Array {
  const pooled = new Float32Array(step.modes.length * states.hidden);
  for (const [index, mode] of step.modes.entries()) poolings[mode](states, pooled, index * states.hidden);
  return pooled;
}
