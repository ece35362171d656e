import type { IndexTier } from "@isovec/core/protocol";
import type { Counts } from "./index-counts.ts";
import type { QuickTier } from "./quick-tier.ts";

export interface TierProgress {
  readonly counts: Counts;
  /** Files that were found and not read yet. */
  readonly unread: number;
  readonly lexicalEtaMs: number | undefined;
  readonly modelEtaMs: number | undefined;
  readonly quickTier: QuickTier | undefined;
}

function tier(name: IndexTier["tier"], done: number, pending: number, etaMs: number | undefined): IndexTier {
  return { tier: name, done, pending, ...(etaMs !== undefined && { etaMs }) };
}

/** How complete each tier of search is, the quickest first. */
export function indexTiers(progress: TierProgress): IndexTier[] {
  const { unread, lexicalEtaMs, modelEtaMs, quickTier } = progress;
  const { files, chunks, embedded, covered } = progress.counts;
  const uncovered = chunks - covered;
  return [
    tier("lexical", files, unread, lexicalEtaMs),
    ...(quickTier === undefined
      ? []
      : [tier("static", covered, uncovered, quickTier.millisecondsFor(uncovered))]),
    tier("model", embedded, chunks - embedded, modelEtaMs),
  ];
}
