import type { IndexTier } from "@isovec/core/protocol";
import type { ServerView } from "../server-view.ts";

const names: Readonly<Record<IndexTier["tier"], string>> = {
  lexical: "lexical",
  static: "quick semantic",
  model: "semantic",
};

/** What an answer stands on at present, e.g. `lexical · 62 % semantic · 40 s left`. */
export function describeCoverage({ phase, failure, index }: ServerView): string {
  if (phase === "failed") return failure ?? "The server did not start.";
  if (phase === "stopped") return "The server is stopped.";
  if (index === undefined) return "Starting";
  const parts = (index.tiers ?? []).filter(({ done, pending }) => done + pending > 0).map(describeTier);
  if (index.state === "scanning") parts.unshift("reading files");
  if (index.state === "paused") parts.push("paused");
  const etaMs = index.etaMs ?? index.tiers?.find(({ tier }) => tier === "model")?.etaMs;
  if (etaMs !== undefined && index.state !== "paused") parts.push(`${describeTime(etaMs)} left`);
  return parts.join(" · ");
}

/** Rounded down: only what is complete goes without a number. */
function describeTier({ tier, done, pending }: IndexTier): string {
  if (pending === 0) return names[tier];
  return `${Math.floor((100 * done) / (done + pending))} % ${names[tier]}`;
}

function describeTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
