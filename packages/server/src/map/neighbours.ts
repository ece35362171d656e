import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { Rows } from "./principal-components.ts";

export interface Neighbours {
  readonly perRow: number;
  /** `[count, perRow]`, nearest first. */
  readonly rows: Uint32Array;
  /** Euclidean, in step with `rows`. */
  readonly distances: Float32Array;
}

/**
 * The nearest rows of every row, found exactly; equally near ones in their order.
 * @throws IsovecError `Cancelled`
 */
export async function nearestRows(
  { count, width, values }: Rows,
  wanted: number,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<Neighbours> {
  const perRow = Math.max(0, Math.min(wanted, count - 1));
  const rows = new Uint32Array(count * perRow);
  const distances = new Float32Array(count * perRow).fill(Number.POSITIVE_INFINITY);
  const slice = new TimeSlice();
  for (let row = 0; row < count && perRow > 0; row++) {
    if (await slice.rest()) onProgress?.(row);
    throwIfCancelled(signal);
    const first = row * perRow;
    const last = first + perRow - 1;
    for (let other = 0; other < count; other++) {
      if (other === row) continue;
      let distance = 0;
      const bound = distances[last] as number;
      for (let i = 0; i < width && distance < bound; i++) {
        const step = (values[row * width + i] as number) - (values[other * width + i] as number);
        distance += step * step;
      }
      if (distance >= bound) continue;
      let at = last;
      for (; at > first && (distances[at - 1] as number) > distance; at--) {
        distances[at] = distances[at - 1] as number;
        rows[at] = rows[at - 1] as number;
      }
      distances[at] = distance;
      rows[at] = other;
    }
  }
  for (let at = 0; at < distances.length; at++) distances[at] = Math.sqrt(distances[at] as number);
  return { perRow, rows, distances };
}
