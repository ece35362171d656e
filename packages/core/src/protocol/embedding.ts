import { z } from "zod";

/** Params of `embedding/embed`. */
export interface EmbedParams {
  readonly inputs: string[];
  readonly role: "query" | "document";
  /** Must name the active model when given. */
  readonly model?: string | undefined;
  /** Cut to the first n components and normalise again. */
  readonly dimensions?: number | undefined;
  /** `base64`: one little-endian block for the whole answer. `float`: JSON numbers that decode to the same bits. */
  readonly encoding?: "base64" | "float" | undefined;
  /** float32 (default), int8 (component x 127, rounded) or binary (sign bits, first component in the top bit). */
  readonly dtype?: "float32" | "int8" | "binary" | undefined;
  /** When false a text over the maximum is the error InputTooLong (1006). Default true. */
  readonly truncate?: boolean | undefined;
}

export interface EmbedResult {
  readonly vectorSpace: string;
  readonly dimensions: number;
  readonly dtype: "float32" | "int8" | "binary";
  readonly count: number;
  /** base64: a string over all rows. float: one array of numbers a row. */
  readonly data: string | number[][];
  readonly usage: { readonly tokens: number; readonly usedTokens: number; readonly truncated: boolean }[];
}

export const embedParams: z.ZodType<EmbedParams> = z.strictObject({
  inputs: z.array(z.string()),
  role: z.enum(["query", "document"]),
  model: z.string().optional(),
  dimensions: z.int().positive().optional(),
  encoding: z.enum(["base64", "float"]).optional(),
  dtype: z.enum(["float32", "int8", "binary"]).optional(),
  truncate: z.boolean().optional(),
});

/** Params of `embedding/tokenize`. */
export interface TokenizeParams {
  readonly inputs: string[];
  readonly role: "query" | "document";
}

export interface TokenizeResult {
  /** Ids as fed: prompt, special tokens, truncation. */
  readonly ids: number[][];
  readonly tokens: string[][];
}

export const tokenizeParams: z.ZodType<TokenizeParams> = z.strictObject({
  inputs: z.array(z.string()),
  role: z.enum(["query", "document"]),
});

/** Result of `embedding/models`. */
export interface ModelsResult {
  readonly models: {
    readonly name: string;
    readonly architecture: string;
    readonly dimensions: number;
    readonly maxTokens: number;
  }[];
  /** Name of the model that answers. */
  readonly active: string;
  /** Id of the space its vectors live in. */
  readonly vectorSpace: string;
}
