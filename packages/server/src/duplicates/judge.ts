import type { Fragment } from "./fragment.ts";
import { distinct, overlap } from "./overlap.ts";

/** Why two pieces are called duplicates, the strongest first. */
export type Likeness = "same" | "renamed" | "near";

export interface Judgement {
  readonly likeness: Likeness;
  /** 0 to 1: what they share of their tokens, or of their form where names differ. */
  readonly score: number;
}

/** Five tokens in a row agree nearly everywhere: only names, numbers and texts differ. */
const renamedForm = 0.9;
/** A table or a list of imports has one form over and over; that another has it too says nothing. */
const variedForm = 0.5;
const enoughForms = 25;

const nearCosine = 0.9;
const nearWords = 0.7;
/** Without vectors the words must agree more, and the form with them. */
const nearWordsAlone = 0.8;
const nearFormAlone = 0.6;

/**
 * Whether two pieces are near where nothing is known of what they mean.
 * @param words the share of their tokens that they have in common, 0 to 1
 * @param form the same of their shapes, five in a row
 */
export function nearByWords(words: number, form: number): boolean {
  return words >= nearWordsAlone && form >= nearFormAlone;
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function isVaried(rows: Uint32Array): boolean {
  const forms = distinct(rows);
  return forms >= enoughForms && forms >= variedForm * rows.length;
}

/**
 * Whether two pieces are duplicates. What means the same in other words is not one: near pieces have to share their
 * words as well as their meaning.
 */
export function judge(a: Fragment, b: Fragment): Judgement | undefined {
  if (a.sequence === b.sequence) return { likeness: "same", score: 1 };
  const words = overlap(a.words, b.words);
  const form = overlap(a.shapeRows, b.shapeRows);
  const isNear =
    a.vector !== undefined && b.vector !== undefined
      ? words >= nearWords && cosine(a.vector, b.vector) >= nearCosine
      : nearByWords(words, form);
  if (isNear) return { likeness: "near", score: words };
  if (form >= renamedForm && isVaried(a.shapeRows) && isVaried(b.shapeRows)) {
    return { likeness: "renamed", score: form };
  }
  return undefined;
}
