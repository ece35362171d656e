import { setMaxListeners } from "node:events";

/**
 * A signal that fires with the first of several. `AbortSignal.any` would do, but keeps a record in a long-lived signal for
 * every short-lived one joined with it; `release` leaves none.
 */
export function joinedSignal(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const fire = (): void => controller.abort();
  if (given.some((signal) => signal.aborted)) fire();
  for (const signal of given) {
    // One listener a request under way is no leak, however many there are.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", fire, { once: true });
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of given) signal.removeEventListener("abort", fire);
    },
  };
}
