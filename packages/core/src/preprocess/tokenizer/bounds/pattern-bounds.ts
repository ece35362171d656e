import {
  isOptional,
  type PatternItem,
  type PatternSequence,
  PatternSyntax,
  waysOf,
} from "./pattern-syntax.ts";

/** The longest that is published, GPT-4o's, has 397 characters. */
const longestPattern = 2000;
/** Ways to match at one place that do not depend on the text; published patterns have at most 48. */
const mostWays = 1000;

function isEndless({ most }: PatternItem): boolean {
  return most === Number.POSITIVE_INFINITY;
}

/** Index of the last item that can fail to match. What comes behind it is tried once and never sent back. */
function lastThatMayFail(sequence: PatternSequence): number {
  return sequence.findLastIndex((item) => !isOptional(item));
}

/** Items that run along the text before something that may fail and send them back, one character each time. */
function runsBefore(sequence: PatternSequence): number[] {
  const last = lastThatMayFail(sequence);
  return sequence.flatMap((item, index) => (isEndless(item) && index < last ? [index] : []));
}

function isSame(one: PatternItem | undefined, other: PatternItem | undefined): boolean {
  return one?.text === other?.text && one?.least === other?.least && one?.most === other?.most;
}

/** Whether `other` begins as `sequence` does up to its item `run`, which in both runs along the same characters. */
function runsAlike(sequence: PatternSequence, run: number, other: PatternSequence): boolean {
  const item = other[run];
  if (item === undefined || !isEndless(item) || item.least > 1 || item.text !== sequence[run]?.text)
    return false;
  return sequence.slice(0, run).every((before, index) => isSame(before, other[index]));
}

/**
 * Whether an alternative that runs along the text and then fails is followed by one that takes those characters, as in
 * `\s*[\r\n]+|\s+(?!\S)|\s+`: they are then not run along again from the next place.
 */
function isCaught(alternatives: readonly PatternSequence[], index: number, run: number): boolean {
  const sequence = alternatives[index] ?? [];
  for (const other of alternatives.slice(index + 1)) {
    if (!runsAlike(sequence, run, other)) return false;
    if (lastThatMayFail(other) <= run) return true;
  }
  return false;
}

/**
 * JavaScript's regular expressions backtrack, and nothing interrupts one. Holds a pattern to what needs, by its form, time in
 * proportion to the text: no repetition of what can match in several ways, and no run along the text that may be in vain.
 * The patterns of GPT-2, GPT-4, GPT-4o, Llama 3, Qwen, BLOOM and CLIP are of that form.
 * @param pattern with the flag `u`
 * @throws Error that completes "the pattern …"
 */
export function assertLinear(pattern: RegExp): void {
  if (pattern.source.length > 4 * longestPattern) throw new Error("is too long");
  const alternatives = new PatternSyntax(pattern.source).read();
  alternatives.forEach((sequence, index) => {
    const vague = sequence.find((item) => isEndless(item) && (item.ways !== 1 || item.maybeEmpty));
    if (vague !== undefined)
      throw new Error(`repeats without end what matches in several ways: ${vague.text.slice(0, 60)}`);
    const bounded = sequence.filter((item) => !isEndless(item));
    const ways = bounded.reduce((product, item) => product * waysOf(item), 1);
    const least = Math.max(0, ...sequence.map((item) => item.least));
    if (ways > mostWays || least > mostWays)
      throw new Error(`can match in more than ${mostWays} ways at one place`);
    const [run, second] = runsBefore(sequence);
    if (second !== undefined) throw new Error("runs along the text twice before what may not match");
    if (run !== undefined && !isCaught(alternatives, index, run))
      throw new Error(
        `runs along the text in vain: ${sequence[run]?.text.slice(0, 60)} before what may not match`,
      );
  });
}

/** Whether it matches everywhere, if only the empty text between two characters. */
export function matchesEverywhere(pattern: RegExp): boolean {
  return new PatternSyntax(pattern.source).read().some((sequence) => sequence.every(isOptional));
}

/** The `pattern` of a part of tokenizer.json. @throws Error that completes "its …" */
export function assertPatternText(key: string, pattern: unknown): void {
  const { Regex, String: literal } = (pattern ?? {}) as Readonly<Record<string, unknown>>;
  const text = Regex ?? literal;
  if (typeof text !== "string" || text === "")
    throw new Error(`its ${key}.pattern is neither a Regex nor a String`);
  if (text.length > longestPattern)
    throw new Error(`its ${key}.pattern has ${text.length} characters, more than ${longestPattern}`);
}

/** @throws Error that completes "its …" and names the pattern */
export function assertBoundedPattern(key: string, pattern: RegExp | null): void {
  if (pattern === null) return;
  try {
    assertLinear(pattern);
  } catch (error) {
    const shown = pattern.source.length > 80 ? `${pattern.source.slice(0, 80)}…` : pattern.source;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`its ${key}.pattern ${shown} could take very long on a text: it ${reason}`);
  }
}
