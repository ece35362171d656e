import { norm } from "../distance.ts";
import type { Finding } from "./finding.ts";

/** What is compared of a text: the vector that came, and what the likeliest pipeline gives before its Normalize. */
export interface LengthSample {
  readonly vector: Float32Array;
  readonly raw: Float32Array;
  /** Tokens that were fed. */
  readonly tokens: number;
}

/** Three digits: fp16 keeps no more. */
const tolerance = 1e-2;

function agree(samples: readonly LengthSample[], quotient: (sample: LengthSample) => number): boolean {
  return samples.length > 0 && samples.every((sample) => Math.abs(quotient(sample) - 1) <= tolerance);
}

function finding(name: string, cause: string, evidence: string): Finding {
  return { name, cause, certainty: "certain", evidence };
}

function range(lengths: readonly number[]): string {
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return most - least < 1e-3 ? least.toPrecision(4) : `${least.toPrecision(4)} to ${most.toPrecision(4)}`;
}

const sum = (vector: Float32Array): number =>
  vector.reduce((total, component) => total + Math.abs(component), 0);
const largest = (vector: Float32Array): number =>
  vector.reduce((most, component) => Math.max(most, Math.abs(component)), 0);

/**
 * What is wrong with the vectors' lengths.
 * @param normalizes whether the model's vectors have unit length
 * @returns undefined when nothing is
 */
export function lengthFinding(samples: readonly LengthSample[], normalizes: boolean): Finding | undefined {
  const given = samples.filter(({ vector, raw }) => norm(vector) > 0 && norm(raw) > 0);
  if (given.length === 0) return undefined;
  const lengths = given.map(({ vector }) => norm(vector));
  const evidence = `Their lengths are ${range(lengths)}`;
  if (agree(given, ({ vector }) => norm(vector))) {
    if (normalizes) return undefined;
    return finding("normalised", "its vectors are normalised, which the model's are not", `${evidence}.`);
  }
  if (agree(given, ({ vector, raw }) => norm(vector) / norm(raw))) {
    if (!normalizes) return undefined;
    return finding("not-normalised", "its vectors are not normalised", `${evidence}, the model's own are 1.`);
  }
  const summed = ({ vector, raw, tokens }: LengthSample): number => norm(vector) / (tokens * norm(raw));
  if (agree(given, summed)) {
    return finding(
      "pooling-sum",
      "it adds the tokens up and does not divide by their number",
      `${evidence}.`,
    );
  }
  if (agree(given, ({ vector }) => sum(vector))) {
    return finding(
      "normalised-otherwise",
      "it divides a vector by the sum of its magnitudes (L1), not by its length",
      `${evidence}, the sums are 1.`,
    );
  }
  if (agree(given, ({ vector }) => largest(vector))) {
    return finding(
      "normalised-otherwise",
      "it divides a vector by its largest component, not by its length",
      `${evidence}, the largest component is always 1.`,
    );
  }
  const first = lengths[0] as number;
  if (lengths.every((length) => Math.abs(length / first - 1) <= tolerance)) {
    return finding("scaled", `its vectors are ${first.toPrecision(3)} long in place of 1`, `${evidence}.`);
  }
  return finding("other-lengths", "its vectors have lengths that the model's do not have", `${evidence}.`);
}
