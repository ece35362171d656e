import { isGraph } from "./is-graph.ts";
import type { ModelCard, PostprocessStep } from "./model-card.ts";
import { sha256OfText } from "./sha256.ts";

/**
 * What a vector means. Two vectors may be compared, and an index may be kept, only when their spaces are equal.
 * Engine and device do not count: the golden tests hold them to the same vectors.
 */
export interface VectorSpace {
  /** 32 hex digits over all other fields but `model`: the key under which vectors are stored. */
  readonly id: string;
  /** The model's name, for people. A renamed folder stays the same space. */
  readonly model: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  /** The steps from token states to the vector, spelt out: `mean`, `cls+max > dense 1024 tanh > normalize`. */
  readonly pooling: string;
  readonly normalized: boolean;
  readonly prompts: Readonly<Record<string, string>>;
  /**
   * `exact` for fp32 and fp16 (equal to 1e-5 in cosine), otherwise the quantisation. `unproven` for a graph that is run as it
   * was published: there is no reference to hold its vectors against.
   */
  readonly numeric: string;
  /** sha256 of what decides the ids: tokenizer.json and the options that change it. */
  readonly tokenizer: string;
  /** sha256 of the weights rounded to fp16, so that a checkpoint and its fp16 copy are one space. */
  readonly weights: string;
}

function spell(step: PostprocessStep): string {
  if (step.kind === "normalize") return "normalize";
  if (step.kind === "dense") return `dense ${step.outputs} ${step.activation} ${step.sha256.slice(0, 16)}`;
  return step.modes.join("+") + (step.includePrompt ? "" : " without prompt");
}

/** Whether the model's vectors have unit length. A cut after the last Normalize undoes it. */
function isNormalized(card: ModelCard): boolean {
  return card.steps.at(-1)?.kind === "normalize" && card.truncateDimensions === undefined;
}

/** The numeric class of vectors that no reference vouches for. */
export const unproven = "unproven";

/**
 * The space of a model's vectors as its own metadata define them.
 * @param numeric see BackendCapabilities.numeric
 */
export function vectorSpaceOf(card: ModelCard, numeric = "exact"): VectorSpace {
  const meaning = {
    dimensions: card.dimensions,
    maxTokens: card.maxTokens,
    pooling: card.steps.map(spell).join(" > "),
    normalized: isNormalized(card),
    prompts: card.prompts,
    numeric: numeric === "exact" && isGraph(card.weightsFile) ? unproven : numeric,
    tokenizer: card.tokenizer.sha256,
    weights: card.weightsFingerprint,
  };
  const id = sha256OfText(JSON.stringify(meaning)).slice(0, 32);
  return { id, model: card.name, ...meaning };
}

/** The space of vectors cut to fewer dimensions than the model's own. */
export function withDimensions(space: VectorSpace, dimensions: number): VectorSpace {
  if (dimensions === space.dimensions) return space;
  const id = sha256OfText(`${space.id} ${dimensions}`).slice(0, 32);
  return { ...space, id, dimensions };
}
