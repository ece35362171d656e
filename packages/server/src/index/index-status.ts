import type { IndexStatus } from "@isovec/core/protocol";
import type { Counts } from "./index-counts.ts";
import { indexTiers } from "./index-tiers.ts";
import type { QuickTier } from "./quick-tier.ts";
import type { ProgressRate } from "./refresh/progress-rate.ts";
import type { FileError } from "./refresh/scan.ts";

export interface StatusParts {
  readonly state: IndexStatus["state"];
  readonly counts: Counts;
  readonly bytes: number;
  /** Absolute path of the folder that holds it. */
  readonly location: string;
  readonly vectorSpace: string;
  readonly errors: readonly FileError[];
  /** Files looked at, of how many. */
  readonly scanned: { readonly files: number; readonly of: number; readonly rate: ProgressRate };
  /** How fast the model embeds. */
  readonly rate: ProgressRate;
  readonly quickTier: QuickTier | undefined;
}

/** An index as its clients see it. */
export function indexStatus(parts: StatusParts): IndexStatus {
  const { state, counts, bytes, location, vectorSpace, errors, scanned, rate, quickTier } = parts;
  const { generation, files, chunks, embedded } = counts;
  const pending = chunks - embedded;
  const etaMs = state === "embedding" ? rate.millisecondsFor(pending) : undefined;
  const unread = state === "scanning" ? scanned.of - scanned.files : 0;
  const lexicalEtaMs = scanned.rate.millisecondsFor(unread);
  return {
    ...{ state, files, chunks, embedded, pending },
    ...(etaMs !== undefined && { etaMs }),
    ...{ bytes, locations: [location], generation, vectorSpace },
    tiers: indexTiers({ counts, unread, lexicalEtaMs, modelEtaMs: etaMs, quickTier }),
    errors: [...errors],
  };
}
