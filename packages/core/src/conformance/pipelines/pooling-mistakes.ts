import type { ModelCard, PoolingMode } from "../../model/model-card.ts";
import type { CandidatePooling, Mistake } from "./pipeline.ts";

const usual: readonly PoolingMode[] = ["mean", "cls", "max", "lasttoken"];

const names: Readonly<Record<string, string>> = {
  mean: "the mean of all tokens",
  cls: "the first token's state",
  max: "the largest value of each component",
  lasttoken: "the last token's state",
  weightedmean: "a mean that weights later tokens more",
  "mean-without-special-tokens": "the mean without the special tokens",
};

/** The model's one pooling; undefined where several are concatenated, which have another width. */
function ownPooling({ steps }: ModelCard): PoolingMode | undefined {
  const [pooling] = steps;
  return pooling?.kind === "pooling" && pooling.modes.length === 1 ? pooling.modes[0] : undefined;
}

function mistakesOf(card: ModelCard, poolings: readonly CandidatePooling[]): Mistake[] {
  const own = ownPooling(card);
  if (own === undefined) return [];
  return poolings
    .filter((pooling) => pooling !== own)
    .map((pooling) => ({
      name: `pooling-${pooling}`,
      cause: `it pools ${names[pooling]}, where the model pools ${names[own] ?? own}`,
      change: { pooling },
    }));
}

/** Another of the usual four poolings. */
export function poolingMistakes(card: ModelCard): Mistake[] {
  return mistakesOf(card, usual);
}

export function rarePoolingMistakes(card: ModelCard): Mistake[] {
  return mistakesOf(card, ["mean-without-special-tokens", "weightedmean"]);
}
