const firstMs = 250;
const longestMs = 8_000;

/** Attempts of one request, the first included. */
export const maximumAttempts = 5;

/** Attempts and waits of one request may take this many times the timeout of one attempt. */
export const totalTimeouts = 2;

/**
 * Exponential back-off with full jitter: clients that failed together do not come back together (AWS Architecture Blog,
 * "Exponential Backoff And Jitter").
 * @param failures attempts that have failed so far, from 1
 * @param random 0 to 1
 * @returns milliseconds
 */
export function backOff(failures: number, random: number): number {
  return random * Math.min(longestMs, firstMs * 2 ** (failures - 1));
}

/**
 * Retry-After: seconds or an HTTP date (RFC 9110, section 10.2.3).
 * @returns milliseconds from `now`, at least 0; undefined when absent or neither
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
