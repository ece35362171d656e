import { z } from "zod";
import type { Duplicate, DuplicatesParams, DuplicatesResult } from "../types.ts";
import { range } from "./range.ts";
import { searchHit } from "./search.ts";

export const duplicatesParams: z.ZodType<DuplicatesParams> = z
  .strictObject({
    textDocument: z.strictObject({ uri: z.string() }).describe("The document, of a file of the index."),
    minimumLines: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe("Definitions with fewer lines that are not blank are left out. Default 6."),
  })
  .meta({ id: "DuplicatesParams", description: "Params of `search/duplicates`." });

export const duplicate: z.ZodType<Duplicate> = z
  .strictObject({
    range: range.describe("The definition in the document, as the index has it."),
    likeness: z
      .enum(["same", "renamed", "near"])
      .describe("Token by token, by its form under other names, or by its words."),
    hit: searchHit.describe(
      "The other place, which may be in the same document; its score is the share that is alike, 0 to 1.",
    ),
  })
  .meta({ id: "Duplicate", description: "A definition that is there more than once." });

export const duplicatesResult: z.ZodType<DuplicatesResult> = z
  .strictObject({
    duplicates: z.array(duplicate).describe("By their place in the document, the most alike first."),
    compared: z.int().nonnegative().describe("Definitions of the document that were long enough."),
  })
  .meta({ id: "DuplicatesResult", description: "Result of `search/duplicates`." });
