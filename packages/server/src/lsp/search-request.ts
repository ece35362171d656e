import { IsovecError } from "@isovec/core";
import type { IndexStatus, SearchHit, SearchParams, SearchResult } from "@isovec/core/protocol";
import type { IndexHit, OtherPlace } from "../index/code-index.ts";
import type { SearchScope } from "../index/query/search-scope.ts";
import { matchingLine } from "../index/search/matching-line.ts";
import { uriOf } from "./documents/file-place.ts";
import type { SearchedFolder } from "./documents/open-documents.ts";
import { mergeTiers } from "./merge-status.ts";

export const defaultLimit = 20;
const longestPreview = 40;

/** Nothing is under way that could add to the index. */
const resting: ReadonlySet<IndexStatus["state"]> = new Set(["idle", "paused"]);

/** The index counts lines from 1, the last one included; LSP from 0, the end excluded. */
function placeOnTheWire(
  root: string,
  { path, startLine, endLine }: OtherPlace,
): Pick<SearchHit, "uri" | "range"> {
  return {
    uri: uriOf(root, path),
    range: { start: { line: startLine - 1, character: 0 }, end: { line: endLine, character: 0 } },
  };
}

/**
 * @param query empty where there is none: the hit's first line that is not blank stands for it
 */
export function hitOnTheWire(root: string, hit: IndexHit, query: string, explain = false): SearchHit {
  const lines = hit.text.split(/\r?\n/);
  return {
    ...placeOnTheWire(root, hit),
    line: hit.startLine - 1 + matchingLine(hit.text, query),
    score: hit.score,
    language: hit.language,
    preview: lines.slice(0, longestPreview).join("\n"),
    ...(hit.alsoAt !== undefined && { alsoAt: hit.alsoAt.map((place) => placeOnTheWire(root, place)) }),
    ...(explain && hit.why !== undefined && { why: hit.why }),
  };
}

/** The best hits of all folders, and how much of the code they stand on. */
export function bestOf(
  folders: readonly SearchedFolder[],
  found: readonly (readonly SearchHit[])[],
  limit: number,
): SearchResult {
  const statuses = folders.map(({ index }) => index.status());
  return {
    hits: found
      .flat()
      .sort((a, b) => b.score - a.score)
      .slice(0, limit),
    index: {
      generation: statuses.reduce((sum, { generation }) => sum + generation, 0),
      complete: statuses.every(({ pending, state }) => pending === 0 && resting.has(state)),
      stale: statuses.some(({ state }) => state === "scanning"),
      tiers: mergeTiers(statuses),
    },
  };
}

/** What narrows a search beside its question. */
export function scopeOf({ include, exclude, languages }: SearchScope): SearchScope {
  return { include, exclude, languages };
}

/** `search/query` over all folders of the workspace. */
export async function search(
  folders: readonly SearchedFolder[],
  params: SearchParams,
  signal: AbortSignal,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<SearchResult> {
  const { query, limit = defaultLimit, mode = "hybrid", explain = false } = params;
  const scope = scopeOf(params);
  let degraded: string | undefined;
  const onDegraded = (error: unknown): void => {
    degraded = IsovecError.is(error) ? error.message : "The engine failed; the server's log says why.";
    onFailure(error);
  };
  const found = await Promise.all(
    folders.map(async ({ index, overlay }) => {
      const hits = await index.search({ query, limit, mode, ...scope, overlay, signal, onDegraded });
      return hits.map((hit) => hitOnTheWire(index.root, hit, query, explain));
    }),
  );
  return { ...bestOf(folders, found, limit), ...(degraded !== undefined && { degraded }) };
}
