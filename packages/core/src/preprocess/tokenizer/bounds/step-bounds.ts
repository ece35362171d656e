import { assertPatternText } from "./pattern-bounds.ts";

type Values = Readonly<Record<string, unknown>>;

/** Steps of a normalizer or pre-tokenizer; published ones have up to seven. */
const mostSteps = 32;
/** What one step may put into a text, in UTF-16 units. */
const longestContent = 64;
/** The product of what the steps of a normalizer can make of one character. Albert's is 324. */
const mostGrowth = 1024;

/** The longest that one character becomes: U+FDFA, in NFKC and in SentencePiece's character map. */
const growthOfForms = 18;

/** The steps of a `Sequence`, and of those in it. */
function stepsIn(key: string, value: unknown, list: string): Values[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") throw new Error(`its ${key} is not an object`);
  const step = value as Values;
  if (step["type"] !== "Sequence") return [step];
  const inner = step[list];
  if (!Array.isArray(inner)) throw new Error(`its ${key}.${list} is not a list`);
  return inner.flatMap((part) => stepsIn(key, part, list));
}

function boundedText(key: string, value: unknown): string {
  if (typeof value === "string" && value.length <= longestContent) return value;
  throw new Error(`its ${key} is not a string of at most ${longestContent} characters`);
}

/** How many times longer a step can make a text. */
function growthOf(step: Values): number {
  const { type, pattern, content, prepend } = step;
  if (type === "Replace") {
    assertPatternText("normalizer.Replace", pattern);
    const { String: literal } = pattern as Values;
    const text = boundedText("normalizer.Replace.content", content ?? "");
    return Math.max(1, text.length / (typeof literal === "string" ? literal.length : 1));
  }
  if (type === "Prepend") {
    boundedText("normalizer.Prepend.prepend", prepend);
    return 1;
  }
  return type === "NFKC" || type === "NFKD" || type === "Precompiled" ? growthOfForms : 1;
}

function assertCount(key: string, steps: readonly Values[]): void {
  if (steps.length > mostSteps)
    throw new Error(`its ${key} has ${steps.length} steps, more than ${mostSteps}`);
}

/**
 * The `normalizer` of tokenizer.json: what it makes of a text has a bound.
 * @throws Error that completes "its …"
 */
export function assertNormalizer(value: unknown): void {
  const steps = stepsIn("normalizer", value, "normalizers");
  assertCount("normalizer", steps);
  let growth = 1;
  let previous: unknown;
  for (const step of steps) {
    // A normal form of a normal form is no longer.
    if (step["type"] !== previous || step["type"] === "Replace") growth *= growthOf(step);
    previous = step["type"];
    if (growth > mostGrowth)
      throw new Error(`its normalizer can make a text more than ${mostGrowth} times as long, step by step`);
  }
}

/** The `pre_tokenizer` of tokenizer.json. @throws Error that completes "its …" */
export function assertPreTokenizer(value: unknown): void {
  const steps = stepsIn("pre_tokenizer", value, "pretokenizers");
  assertCount("pre_tokenizer", steps);
  for (const { type, pattern, replacement } of steps) {
    if (type === "Split") assertPatternText("pre_tokenizer.Split", pattern);
    // Rust's `char`: more than one would grow with each step.
    if (
      type === "Metaspace" &&
      [...boundedText("pre_tokenizer.replacement", replacement ?? "▁")].length !== 1
    )
      throw new Error("its pre_tokenizer.replacement is not one character");
  }
}
