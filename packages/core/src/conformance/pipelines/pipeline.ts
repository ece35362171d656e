import type { ModelCard, PoolingMode, Role } from "../../model/model-card.ts";

/** Which special tokens stand around a text. */
export type SpecialTokens =
  | "none"
  | "without-first"
  | "without-last"
  | "doubled"
  | "first-doubled"
  | "last-doubled";

/** Padding on one side of a text, to a number of tokens. */
export interface Padding {
  readonly side: "left" | "right";
  readonly tokens: number;
  /** Whether attention looks at it. */
  readonly attended: boolean;
  /** Whether the pooling covers it. */
  readonly pooled: boolean;
}

export type CandidatePooling = PoolingMode | "mean-without-special-tokens";

/** A way from text to vector as what it does otherwise than the model's own. Without any member it is the model's own. */
export interface Pipeline {
  /** What is done to `prompt + text` before it is tokenized. */
  readonly rewritten?: (text: string) => string;
  /** The model with another tokenizer.json. */
  readonly tokenizerOf?: (card: ModelCard) => ModelCard;
  /** What is put in front of a text. */
  readonly prompt?: (own: Readonly<Record<Role, string>>, role: Role) => string;
  readonly specialTokens?: SpecialTokens;
  /** A text that is too long is cut so that it fills the limit with these special tokens, not with the model's own. */
  readonly fillsLimit?: true;
  /** Tokens at which a text is cut, special tokens included. Beyond the position table it is the table's length. */
  readonly limit?: number;
  /** The cut takes the closing special token with it. */
  readonly losesClosing?: true;
  readonly pooling?: CandidatePooling;
  readonly segment?: number;
  /** Position of the first token. Only for tables of absolute positions. */
  readonly firstPosition?: number;
  readonly padding?: Padding;
}

/** One thing that a pipeline does wrong. */
export interface Mistake {
  /** A short name that programs can match: `special-tokens-missing`. */
  readonly name: string;
  /** Completes the sentence "Likely cause: …". */
  readonly cause: string;
  readonly change: Pipeline;
}

/** Whether two mistakes can be made at once: they change different things. */
export function areCompatible(one: Mistake, other: Mistake): boolean {
  return !Object.keys(one.change).some((key) => key in other.change);
}

/** The pipeline that makes all of these mistakes. */
export function pipelineWith(mistakes: readonly Mistake[]): Pipeline {
  return Object.assign({}, ...mistakes.map(({ change }) => change)) as Pipeline;
}

/** The causes of several mistakes as one. */
export function causeOf(mistakes: readonly Mistake[]): string {
  return mistakes.map(({ cause }) => cause).join(", and ");
}
