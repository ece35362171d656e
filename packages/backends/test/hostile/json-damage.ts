/** A value of a JSON file made hostile, the rest of it left as it is. */
export interface JsonDamage {
  readonly name: string;
  /** What the sentence must name. */
  readonly key: string;
  readonly file: string;
  /** The file's new text. */
  readonly change: (value: Json) => string;
}

/** Any JSON object, to be damaged. */
// biome-ignore lint/suspicious/noExplicitAny: what is written is meant to have the wrong types
export type Json = any;
