import type { IndexStatus, IndexTier } from "@isovec/core/protocol";

const states: readonly IndexStatus["state"][] = ["idle", "paused", "scanning", "embedding", "failed"];

/** The tiers of several folders added up, in the order of the first that has each. */
export function mergeTiers(statuses: readonly IndexStatus[]): IndexTier[] {
  const merged = new Map<IndexTier["tier"], IndexTier>();
  for (const { tiers = [] } of statuses) {
    for (const { tier, done, pending, etaMs } of tiers) {
      const before = merged.get(tier);
      const eta = (before?.etaMs ?? 0) + (etaMs ?? 0);
      merged.set(tier, {
        tier,
        done: (before?.done ?? 0) + done,
        pending: (before?.pending ?? 0) + pending,
        ...(eta > 0 && { etaMs: eta }),
      });
    }
  }
  return [...merged.values()];
}

/** One status for several folders: sums, and the most telling state. */
export function mergeStatus(statuses: readonly IndexStatus[], vectorSpace: string): IndexStatus {
  const sum = (key: "files" | "chunks" | "embedded" | "pending" | "bytes" | "generation"): number =>
    statuses.reduce((total, status) => total + status[key], 0);
  const state = states[Math.max(0, ...statuses.map((status) => states.indexOf(status.state)))] ?? "idle";
  const etas = statuses.map(({ etaMs }) => etaMs).filter((eta) => eta !== undefined);
  return {
    state,
    files: sum("files"),
    chunks: sum("chunks"),
    embedded: sum("embedded"),
    pending: sum("pending"),
    ...(etas.length > 0 && { etaMs: etas.reduce((total, eta) => total + eta, 0) }),
    bytes: sum("bytes"),
    locations: statuses.flatMap(({ locations = [] }) => locations),
    generation: sum("generation"),
    vectorSpace,
    tiers: mergeTiers(statuses),
    errors: statuses.flatMap(({ errors }) => errors),
  };
}
