import type { ModelCard } from "../../model/model-card.ts";
import type { Mistake } from "./pipeline.ts";

/** Rows of the table of absolute positions; Infinity for rotary ones, 0 where config.json does not say. */
export function positionsOf({ config }: ModelCard): number {
  return Number(config["max_position_embeddings"] ?? 0);
}

/** A cut at each of these lengths but the model's own. */
export function cutMistakes({ maxTokens }: ModelCard, limits: readonly number[]): Mistake[] {
  return [...new Set(limits)]
    .filter((limit) => limit > 0 && limit !== maxTokens)
    .map((limit) => ({
      name: limit < maxTokens ? "cut-early" : "cut-late",
      cause: `texts are cut at ${limit} tokens, where the model reads ${maxTokens}`,
      change: { limit },
    }));
}

/** No cut at all, up to the end of the position table. */
export function uncutMistake({ maxTokens }: ModelCard): Mistake {
  return {
    name: "cut-late",
    cause: `texts are not cut at ${maxTokens} tokens, where the model stops reading`,
    change: { limit: Number.POSITIVE_INFINITY },
  };
}

/** transformers.js and others drop the closing token with the end of the text. */
export const lostClosingMistake: Mistake = {
  name: "closing-token-cut-off",
  cause: "the closing special token is cut off with the end of a long text",
  change: { losesClosing: true },
};
