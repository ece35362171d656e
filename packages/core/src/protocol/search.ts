import { z } from "zod";

export type SearchMode = "hybrid" | "semantic" | "lexical";

/** Params of `search/query`. */
export interface SearchParams {
  readonly query: string;
  /** How many hits, 1 to 200. Default 20. */
  readonly limit?: number | undefined;
  readonly mode?: SearchMode | undefined;
  readonly partialResultToken?: string | number | undefined;
  readonly workDoneToken?: string | number | undefined;
}

/** Lines and characters are zero-based and the end is exclusive, as in LSP. */
export interface SearchHit {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** The line that shows best why the hit was found: the one that holds most of the question's words. */
  readonly line: number;
  /** Higher is better. Comparable within one answer only. */
  readonly score: number;
  readonly language: string;
  /** The hit's text, at most 40 lines. */
  readonly preview: string;
}

export interface SearchResult {
  readonly hits: SearchHit[];
  readonly index: {
    /** Grows with every change of the index. */
    readonly generation: number;
    /** True when every chunk has its vector. */
    readonly complete: boolean;
    /** True while files on disk are known to be newer than the index. */
    readonly stale: boolean;
  };
}

export const searchParams: z.ZodType<SearchParams> = z.strictObject({
  query: z.string().min(1),
  limit: z.int().min(1).max(200).optional(),
  mode: z.enum(["hybrid", "semantic", "lexical"]).optional(),
  partialResultToken: z.union([z.string(), z.number()]).optional(),
  workDoneToken: z.union([z.string(), z.number()]).optional(),
});
