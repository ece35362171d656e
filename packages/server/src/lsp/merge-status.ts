import type { IndexStatus } from "@isovec/core/protocol";

const states: readonly IndexStatus["state"][] = ["idle", "paused", "scanning", "embedding", "failed"];

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
    generation: sum("generation"),
    vectorSpace,
    errors: statuses.flatMap(({ errors }) => errors),
  };
}
