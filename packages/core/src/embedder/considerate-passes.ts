/** So long after a question the next one is expected: people type, read and ask again. */
const attentiveMs = 10_000;

/** Padded tokens of a background pass meanwhile. A pass cannot be interrupted: this is what a question waits for. */
const considerateTokens = 256;

/**
 * How large background passes may be. Large ones are faster by a few per cent in all, small ones let a question in
 * sooner: they are large while nobody asks.
 */
export class ConsideratePasses {
  private askedMs = Number.NEGATIVE_INFINITY;

  /** A person has asked something. */
  asked(nowMs: number = performance.now()): void {
    this.askedMs = nowMs;
  }

  /**
   * @param batch what was planned as one pass
   * @param longest tokens of its longest text
   * @returns the passes to make of it now, one text at least in each
   */
  passesOf(
    batch: readonly number[],
    longest: number,
    nowMs: number = performance.now(),
  ): (readonly number[])[] {
    if (nowMs - this.askedMs > attentiveMs) return [batch];
    const texts = Math.max(1, Math.floor(considerateTokens / Math.max(1, longest)));
    const passes: (readonly number[])[] = [];
    for (let first = 0; first < batch.length; first += texts) passes.push(batch.slice(first, first + texts));
    return passes;
  }
}
