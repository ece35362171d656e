import { breathe } from "@isovec/core/browser";

/** As much of `node:timers/promises` as the index uses. */
export function setTimeout(
  milliseconds?: number,
  value?: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = globalThis.setTimeout(() => resolve(value), milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export const setImmediate: () => Promise<void> = breathe;
