import { z } from "zod";
import type {
  HitReasons,
  IndexTier,
  SearchHit,
  SearchMode,
  SearchParams,
  SearchResult,
  SimilarParams,
} from "../types.ts";
import { range } from "./range.ts";

export const searchMode: z.ZodType<SearchMode> = z
  .enum(["hybrid", "semantic", "lexical"])
  .meta({ id: "SearchMode", description: "What an answer stands on: words, vectors, or both fused." });

const tier = z.enum(["lexical", "static", "model"]);

const progressToken = z.union([z.string(), z.number()]).optional();

/** LSP's, which clients add to any request. */
const progress = {
  partialResultToken: progressToken.describe("As in LSP. A server may pass it over, as this one does."),
  workDoneToken: progressToken.describe("The same."),
};

const patterns = z.array(z.string().min(1)).max(64).optional();

/** What narrows a search beside its question. */
const scope = {
  include: patterns.describe(
    "Only files that one of these matches: a part of the path, or a pattern as `src/**` and `*.{ts,tsx}`.",
  ),
  exclude: patterns.describe("The same; files that none of these matches."),
  languages: patterns.describe("Only files of these languages, by name or extension."),
};

export const searchParams: z.ZodType<SearchParams> = z
  .strictObject({
    query: z
      .string()
      .min(1)
      .describe(
        'Free text, with filters beside it: `lang:ts path:src/ kind:class symbol:name "exact phrase" /regex/`, `-` in front of one for what must not be.',
      ),
    limit: z.int().min(1).max(200).optional().describe("How many hits. Default 20."),
    mode: searchMode.optional().describe("What the answer shall stand on. Default hybrid."),
    ...scope,
    explain: z.boolean().optional().describe("Whether hits say what they stand on. Default false."),
    ...progress,
  })
  .meta({ id: "SearchParams", description: "Params of `search/query`." });

export const similarParams: z.ZodType<SimilarParams> = z
  .strictObject({
    textDocument: z.strictObject({ uri: z.string() }).describe("The document that the range is of."),
    range: range.describe("Whole lines of it are compared, and no hit overlaps them."),
    text: z
      .string()
      .min(1)
      .optional()
      .describe("What stands there in the editor. Read from the file when absent, if the index has it."),
    limit: z.int().min(1).max(200).optional().describe("How many hits. Default 20."),
    ...scope,
    ...progress,
  })
  .meta({ id: "SimilarParams", description: "Params of `search/similar`." });

export const hitReasons: z.ZodType<HitReasons> = z
  .strictObject({
    ranks: z
      .array(z.strictObject({ tier, rank: z.int().min(1), score: z.number().nonnegative() }))
      .describe("Where each list had the hit, and what it gave: the fused score is the sum."),
    factors: z
      .array(z.strictObject({ rule: z.string(), factor: z.number().nonnegative() }))
      .describe("What the rules have multiplied the fused score with."),
  })
  .meta({ id: "HitReasons", description: "What a hit stands on." });

export const searchHit: z.ZodType<SearchHit> = z
  .strictObject({
    uri: z.string().describe("Of the file, or of the open document that stands in its place."),
    range: range.describe("Whole lines: it ends at the beginning of the line behind the last."),
    line: z
      .int()
      .nonnegative()
      .describe(
        "The line that shows best why the hit was found: the one that holds most of the question's words.",
      ),
    score: z.number().describe("Higher is better. Comparable within one answer only."),
    language: z.string().describe("LSP's identifier."),
    preview: z.string().describe("The hit's text, at most 40 lines."),
    alsoAt: z
      .array(z.strictObject({ uri: z.string(), range }))
      .optional()
      .describe(
        "Where nearly the same text is too, the best first: it counts as one hit. Absent where it is nowhere else.",
      ),
    why: hitReasons.optional().describe("Present where `explain` was asked for."),
  })
  .meta({
    id: "SearchHit",
    description: "Lines and characters are zero-based and the end is exclusive, as in LSP.",
  });

export const indexTier: z.ZodType<IndexTier> = z
  .strictObject({
    tier: tier.describe(
      "`lexical`: words, path and symbols. `static`: vectors of a quick, lesser model; a chunk with the model's own counts too. `model`: the vectors of the model.",
    ),
    done: z.int().nonnegative().describe("Chunks; files for `lexical`."),
    pending: z.int().nonnegative().describe("The same, still to come."),
    etaMs: z
      .number()
      .nonnegative()
      .optional()
      .describe("Milliseconds left at the present rate; absent when unknown or nothing is left."),
  })
  .meta({ id: "IndexTier", description: "How complete one tier of search is." });

export const searchResult: z.ZodType<SearchResult> = z
  .strictObject({
    hits: z.array(searchHit).describe("The best first."),
    degraded: z
      .string()
      .optional()
      .describe("Why a hybrid answer stands on words only: what the engine failed by."),
    index: z
      .strictObject({
        generation: z.int().nonnegative().describe("Grows with every change of the index."),
        complete: z.boolean().describe("True when every chunk has its vector."),
        stale: z.boolean().describe("True while files on disk are known to be newer than the index."),
        tiers: z.array(indexTier).optional().describe("What the answer stands on, the quickest first."),
      })
      .describe("How far the index was."),
  })
  .meta({ id: "SearchResult", description: "Result of `search/query` and `search/similar`." });
