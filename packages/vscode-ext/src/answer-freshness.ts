import type { IndexStatus } from "@isovec/core/protocol";

/**
 * A word that changes whenever an answer given before has become worth repeating: files were read, a tenth more of a tier
 * is there, or the index has come to rest with something new in it.
 */
export function freshnessOf(index: IndexStatus | undefined): string {
  if (index === undefined) return "";
  const { state, tiers = [], generation } = index;
  const steps = tiers.map(({ tier, done, pending }) => {
    const all = done + pending;
    return `${tier} ${all === 0 ? 0 : Math.floor((10 * done) / all)}`;
  });
  return [...steps, state === "idle" ? generation : ""].join(", ");
}
