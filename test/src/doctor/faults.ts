/**
 * What a server may do wrong, one option a class of docs/doctor.md. Without any the server is right. Several may be given
 * at once.
 */
export interface Faults {
  /** llamafile 0.8.1 left both out (#391); ollama BOS (#4207); llama.cpp EOS (#14234), and doubles either. */
  readonly specials?: "none" | "first-only" | "last-only" | "doubled" | "first-doubled" | "last-doubled";
  /** The closing token goes with the end of a text that is too long, as in transformers.js. */
  readonly truncation?: "loses-closing-token";
  /** `[SEP]` in a text is read as brackets and letters, where the model's tokenizer reads the token. */
  readonly literals?: "as-text";
  readonly tokenizer?: TokenizerFault;
  /** Put in front of every text. */
  readonly addedPrompt?: string;
  /** The prompts of the model, when the client has put them in front. */
  readonly prompt?: "removed" | "doubled";
  readonly maxTokens?: number;
  readonly pooling?: "cls" | "max" | "last" | "sum" | "mean-without-specials";
  /** Padded to the longest of the batch, or each to this many tokens. */
  readonly padding?: PaddingFault;
  readonly segment?: 1;
  /** Positions begin here, as RoBERTa's do at 2. */
  readonly firstPosition?: number;
  readonly norm?: "none" | "l1" | "maximum" | "nan-for-empty";
  readonly numerics?: "4-bit" | "fp16-overflow" | "depends-on-batch" | "noise";
  readonly order?: "reversed" | "rotated";
  readonly batch?: "first-for-all" | "last-dropped" | "last-part-repeated";
  /** Same width, other weights: the components change places and signs. `constant`: one vector for every text. */
  readonly model?: "other" | "constant";
  /** First components only, not normalised again. */
  readonly dimensions?: number;
}

export type TokenizerFault =
  | "accents-kept"
  | "accents-unknown"
  | "case-kept"
  | "case-kept-accents-stripped"
  | "ideographs-joined"
  | "uncleaned"
  | "long-words-split"
  | "latin-1";

export interface PaddingFault {
  readonly side: "left" | "right";
  readonly to: "longest" | number;
  /** Whether attention looks at the padding. */
  readonly attended: boolean;
  /** Whether the mean covers the padding. */
  readonly pooled: boolean;
}

/** Trouble with the connection rather than with the vectors. */
export type Conduct = "html" | "needs-key" | "rate-limited" | "breaks-midway" | "fails-midway";

/** A server of every class, by a name for test titles. The doctor is to tell each from all others. */
export const brokenServers: Readonly<Record<string, Faults>> = {
  "no special tokens": { specials: "none" },
  "no closing token": { specials: "first-only" },
  "no opening token": { specials: "last-only" },
  "special tokens twice": { specials: "doubled" },
  "opening token twice": { specials: "first-doubled" },
  "closing token twice": { specials: "last-doubled" },
  "closing token cut off": { truncation: "loses-closing-token" },
  "literal special tokens as text": { literals: "as-text" },
  "accents kept": { tokenizer: "accents-kept" },
  "accents unknown": { tokenizer: "accents-unknown" },
  "case kept": { tokenizer: "case-kept" },
  "case kept, accents stripped": { tokenizer: "case-kept-accents-stripped" },
  "ideographs joined": { tokenizer: "ideographs-joined" },
  "text not cleaned": { tokenizer: "uncleaned" },
  "long words split": { tokenizer: "long-words-split" },
  "text read as Latin-1": { tokenizer: "latin-1" },
  "CLS pooling": { pooling: "cls" },
  "max pooling": { pooling: "max" },
  "last-token pooling": { pooling: "last" },
  "sum in place of mean": { pooling: "sum", norm: "none" },
  "mean without special tokens": { pooling: "mean-without-specials" },
  "padding pooled": { padding: { side: "right", to: 128, attended: false, pooled: true } },
  "mask ignored": { padding: { side: "right", to: 128, attended: true, pooled: true } },
  "mask ignored in a batch": { padding: { side: "right", to: "longest", attended: true, pooled: true } },
  "padding pooled in a batch": { padding: { side: "right", to: "longest", attended: false, pooled: true } },
  "left padding without positions": {
    padding: { side: "left", to: "longest", attended: false, pooled: false },
  },
  "second segment": { segment: 1 },
  "positions from 2": { firstPosition: 2 },
  "64 tokens": { maxTokens: 64 },
  "128 tokens": { maxTokens: 128 },
  "255 tokens": { maxTokens: 255 },
  "512 tokens": { maxTokens: 512 },
  "not normalised": { norm: "none" },
  "sum of magnitudes 1": { norm: "l1" },
  "largest component 1": { norm: "maximum" },
  "NaN for the empty text": { norm: "nan-for-empty" },
  "prompt added": { addedPrompt: "query: " },
  "4-bit numbers": { numerics: "4-bit" },
  "overflow in half precision": { numerics: "fp16-overflow" },
  "vectors depend on the batch": { numerics: "depends-on-batch" },
  noise: { numerics: "noise" },
  "batch answered in reverse": { order: "reversed" },
  "batch answered from the second": { order: "rotated" },
  "first vector for all": { batch: "first-for-all" },
  "last vector dropped": { batch: "last-dropped" },
  "last part of a batch repeated": { batch: "last-part-repeated" },
  "another model": { model: "other" },
  "one vector for all": { model: "constant" },
  "half the dimensions": { dimensions: 192 },
  "no special tokens, CLS pooling": { specials: "none", pooling: "cls" },
  "no special tokens, not normalised": { specials: "none", norm: "none" },
  "max pooling, 128 tokens": { pooling: "max", maxTokens: 128 },
  "accents kept, no closing token": { tokenizer: "accents-kept", specials: "first-only" },
};
