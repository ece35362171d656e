import { IsovecError, type ModelCard, type PoolingMode } from "@isovec/core";

/** `llama_pooling_type` of llama.h. */
const poolingTypes: Partial<Record<PoolingMode, number>> = { mean: 1, cls: 2, lasttoken: 3 };

function refusal(card: ModelCard, what: string): IsovecError {
  return new IsovecError("BackendUnavailable", `${card.name} ${what}, which llama.cpp cannot do.`, {
    remedy: "Choose the backend onnx for this model.",
  });
}

/**
 * The number under which llama.cpp knows the model's pooling. It pools inside of its own graph, over all tokens, so what
 * it does not have cannot be added afterwards.
 * @throws IsovecError `BackendUnavailable`
 */
export function poolingTypeOf(card: ModelCard): number {
  const [pooling] = card.steps;
  if (pooling?.kind !== "pooling") throw new Error(`${card.name} does not begin with a pooling`);
  if (pooling.modes.length > 1) throw refusal(card, `joins the poolings ${pooling.modes.join(" and ")}`);
  const hasPrompt = Object.values(card.prompts).some((prompt) => prompt !== "");
  if (!pooling.includePrompt && hasPrompt) throw refusal(card, "leaves the prompt out of its pooling");
  const [mode] = pooling.modes;
  const type = mode === undefined ? undefined : poolingTypes[mode];
  if (type === undefined) throw refusal(card, `has the pooling ${mode}`);
  return type;
}
