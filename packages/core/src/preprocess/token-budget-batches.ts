import type { TokenBatch } from "../backend/embedding-backend.ts";

export interface BatchPlan {
  /** Padded tokens (texts x longest text) of one batch. A single text may exceed it. */
  readonly budget: number;
  /** The most texts of one batch. Default: no limit but the budget. */
  readonly maxTexts?: number;
}

/**
 * Groups texts of similar length, so that little is padded and no batch outgrows the budget.
 * @param lengths tokens of every text
 * @returns indices into `lengths`, each exactly once: longest texts first, equal lengths in input order
 */
export function planBatches(lengths: readonly number[], plan: BatchPlan): number[][] {
  const order = [...lengths.keys()].sort((a, b) => (lengths[b] as number) - (lengths[a] as number) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  let longest = 0;
  for (const index of order) {
    const full = (batch.length + 1) * longest > plan.budget || batch.length === plan.maxTexts;
    if (batch.length === 0 || full) {
      batch = [];
      batches.push(batch);
      longest = lengths[index] as number;
    }
    batch.push(index);
  }
  return batches;
}

/**
 * Pads on the right to the longest text. At least one position wide, so that a tokenizer without special tokens may
 * give no ids for the empty string.
 */
export function padBatch(rows: readonly Int32Array[], padId: number): TokenBatch {
  const batch = rows.length;
  const sequence = Math.max(1, ...rows.map((ids) => ids.length));
  const inputIds = new Int32Array(batch * sequence).fill(padId);
  const attentionMask = new Int32Array(batch * sequence);
  for (const [row, ids] of rows.entries()) {
    inputIds.set(ids, row * sequence);
    attentionMask.fill(1, row * sequence, row * sequence + ids.length);
  }
  return { batch, sequence, inputIds, attentionMask, tokenTypeIds: new Int32Array(batch * sequence) };
}
