import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelCard } from "../model/model-card.ts";
import { dense } from "./dense.ts";
import { normalize } from "./normalize.ts";
import { pool } from "./pooling/pool.ts";
import type { TokenStates } from "./pooling/token-states.ts";

/** The model's own road from token states to a vector: pooling, Dense, Normalize in the order of modules.json, cut. */
export function vectorFromStates(states: TokenStates, card: ModelCard): Float32Array {
  const [pooling] = card.steps;
  if (pooling?.kind !== "pooling") throw new Error(`${card.name} does not begin with a pooling`);
  return vectorFromPooled(pool(states, pooling), card);
}

/** The steps after the pooling. The pooled vector may be overwritten. */
export function vectorFromPooled(pooled: Float32Array, card: ModelCard): Float32Array {
  let vector = pooled;
  for (const step of card.steps.slice(1)) {
    vector = step.kind === "dense" ? dense(vector, step) : normalize(vector);
  }
  return vector.subarray(0, card.dimensions);
}

/**
 * The first `dimensions` components of a Matryoshka vector, of unit length again where the model's vectors are.
 * The model's own `truncate_dim` is another rule: it does not normalise again.
 */
export function cutDimensions(vector: Float32Array, dimensions: number, normalized: boolean): Float32Array {
  const cut = vector.slice(0, dimensions);
  return normalized ? normalize(cut) : cut;
}

/** @throws IsovecError `NonFinite` that names the input by its index and first words. */
export function assertFinite(vector: Float32Array, index: number, text: string): void {
  const at = vector.findIndex((component) => !Number.isFinite(component));
  if (at < 0) return;
  const excerpt = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  throw new IsovecError("NonFinite", `Input ${index} (${excerpt}) gave ${vector[at]} in component ${at}.`, {
    remedy: "The engine or the weights are broken: try another backend, or fetch the model again.",
  });
}
