import { z } from "zod";
import type { EmbedParams, EmbedResult, ModelsResult, TokenizeParams, TokenizeResult } from "../types.ts";

const inputs = z.array(z.string()).describe("Texts, each one on its own.");
const role = z
  .enum(["query", "document"])
  .describe("Which of the model's prompts is put in front of the texts, where it has prompts.");
const dtype = z.enum(["float32", "int8", "binary"]);
const vectorSpace = z
  .string()
  .describe(
    "Id of the space that the vectors live in, to be compared as a whole: equal ids are vectors that may meet, whatever computed them.",
  );

export const embedParams: z.ZodType<EmbedParams> = z
  .strictObject({
    inputs,
    role,
    model: z.string().optional().describe("Must name the active model when given."),
    dimensions: z.int().positive().optional().describe("Cut to the first n components and normalise again."),
    encoding: z
      .enum(["base64", "float"])
      .optional()
      .describe(
        "base64 (default): one little-endian block for the whole answer. float: JSON numbers that decode to the same bits.",
      ),
    dtype: dtype
      .optional()
      .describe(
        "float32 (default), int8 (component x 127, rounded) or binary (sign bits, first component in the top bit).",
      ),
    truncate: z
      .boolean()
      .optional()
      .describe("When false a text over the maximum is the error InputTooLong (1006). Default true."),
  })
  .meta({ id: "EmbedParams", description: "Params of `embedding/embed`." });

export const embedResult: z.ZodType<EmbedResult> = z
  .strictObject({
    vectorSpace,
    dimensions: z
      .int()
      .positive()
      .describe("Components of a vector, also where `binary` packs eight to a byte."),
    dtype: dtype.describe("As asked for."),
    count: z.int().nonnegative().describe("Rows."),
    data: z
      .union([z.string(), z.array(z.array(z.number()))])
      .describe(
        "base64: one string over the bytes of all rows. float: one array of numbers a row. float32: `dimensions` little-endian numbers a row; int8: as many signed bytes; binary: `dimensions / 8` unsigned bytes, rounded up.",
      ),
    usage: z
      .array(
        z.strictObject({
          tokens: z.int().nonnegative().describe("Before truncation, prompt and special tokens included."),
          usedTokens: z.int().nonnegative().describe("What the engine was fed."),
          truncated: z.boolean().describe("Whether tokens were cut off."),
        }),
      )
      .describe("One entry a text."),
  })
  .meta({ id: "EmbedResult", description: "Result of `embedding/embed`." });

export const tokenizeParams: z.ZodType<TokenizeParams> = z
  .strictObject({ inputs, role })
  .meta({ id: "TokenizeParams", description: "Params of `embedding/tokenize`." });

export const tokenizeResult: z.ZodType<TokenizeResult> = z
  .strictObject({
    ids: z.array(z.array(z.int().nonnegative())).describe("As fed: prompt, special tokens, truncation."),
    tokens: z.array(z.array(z.string())).describe("Their spelling in the vocabulary, for people."),
  })
  .meta({ id: "TokenizeResult", description: "Result of `embedding/tokenize`." });

export const modelsResult: z.ZodType<ModelsResult> = z
  .strictObject({
    models: z
      .array(
        z.strictObject({
          name: z.string().describe("What `model` of `embedding/embed` may name."),
          architecture: z.string().describe("For people: `model_type` of the checkpoint."),
          dimensions: z.int().positive(),
          maxTokens: z
            .int()
            .positive()
            .describe("The most tokens of one text, prompt and special tokens included."),
        }),
      )
      .describe("What the server has."),
    active: z.string().describe("Name of the model that answers."),
    vectorSpace,
  })
  .meta({ id: "ModelsResult", description: "Result of `embedding/models`." });
