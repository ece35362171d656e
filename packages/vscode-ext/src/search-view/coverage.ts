import type { IndexTier } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import type { ServerView } from "../server-view.ts";

/** What an answer stands on at present, e.g. `lexical · 62 % semantic · 40 s left`. */
export function describeCoverage({ phase, failure, index }: ServerView): string {
  if (phase === "failed") return failure ?? t("The server did not start.");
  if (phase === "stopped") return t("The server is stopped.");
  if (index === undefined) return t("Starting");
  const parts = shownTiers(index.tiers ?? []).map(describeTier);
  if (index.state === "scanning") parts.unshift(t("reading files"));
  if (index.state === "paused") parts.push(t("paused"));
  const etaMs = index.etaMs ?? index.tiers?.find(({ tier }) => tier === "model")?.etaMs;
  if (etaMs !== undefined && index.state !== "paused") parts.push(describeTimeLeft(etaMs));
  return parts.join(" · ");
}

/** What has something to do; the quick tier has nothing to add where the model's is complete. */
function shownTiers(tiers: readonly IndexTier[]): readonly IndexTier[] {
  const used = tiers.filter(({ done, pending }) => done + pending > 0);
  const isComplete = used.some(({ tier, pending }) => tier === "model" && pending === 0);
  return used.filter(({ tier }) => tier !== "static" || !isComplete);
}

/** Rounded down: only what is complete goes without a number. */
function describeTier({ tier, done, pending }: IndexTier): string {
  if (pending === 0) return nameOf(tier);
  return t("{0} % {1}", Math.floor((100 * done) / (done + pending)), nameOf(tier));
}

function nameOf(tier: IndexTier["tier"]): string {
  if (tier === "lexical") return t("lexical");
  return tier === "static" ? t("quick semantic") : t("semantic");
}

function describeTimeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? t("{0} s left", seconds) : t("{0} min left", Math.round(seconds / 60));
}
