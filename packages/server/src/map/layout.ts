import { TimeSlice, throwIfCancelled } from "@isovec/core";
import { seededRandom } from "../seeded-random.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Rows } from "./principal-components.ts";

/** The curve 1 / (1 + a d^2b) fitted to a least distance of .1 (UMAP's defaults). */
const [a, b] = [1.577, 0.8951];
const epochs = 250;
/** How many points a point is pushed away from for each that it is drawn to. */
const pushes = 5;

interface Edge {
  readonly from: number;
  readonly to: number;
  /** 0 to 1: in what share of the epochs it draws. */
  readonly weight: number;
}

/** The width at which a row's neighbours weigh log2(k) together, so that dense and thin places look alike. */
function widthOf(distances: Float32Array, nearest: number): number {
  const target = Math.log2(distances.length);
  let [low, high] = [0, 1_000];
  for (let round = 0; round < 48; round++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / middle);
    if (sum > target) high = middle;
    else low = middle;
  }
  return Math.max(high, 1e-6);
}

function edgesOf({ perRow, rows, distances }: Neighbours, count: number): Edge[] {
  const weights = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const own = distances.subarray(row * perRow, (row + 1) * perRow);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const width = widthOf(own, nearest);
    for (const [index, distance] of own.entries()) {
      const other = rows[row * perRow + index] as number;
      const key = row < other ? row * count + other : other * count + row;
      const weight = Math.exp(-Math.max(0, distance - nearest) / width);
      const known = weights.get(key) ?? 0;
      // Near by one's own measure or by the other's.
      weights.set(key, known + weight - known * weight);
    }
  }
  return [...weights]
    .filter(([, weight]) => weight > 1 / epochs)
    .map(([key, weight]) => ({ from: Math.floor(key / count), to: key % count, weight }));
}

function clamped(force: number): number {
  return Math.max(-4, Math.min(4, force));
}

/**
 * Lays rows out in the plane so that neighbours stay together: the optimisation of UMAP (McInnes, Healy, Melville 2018,
 * section 3.2), from the first two principal components and with a fixed seed.
 * @param components at least two columns, the strongest first
 * @returns `[count, 2]`
 * @throws IsovecError `Cancelled`
 */
export async function layOut(
  components: Rows,
  neighbours: Neighbours,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Float32Array> {
  const { count, width, values } = components;
  const random = seededRandom(7);
  const places = new Float32Array(count * 2);
  let widest = 1e-9;
  for (let row = 0; row < count; row++) {
    for (const axis of [0, 1]) {
      const value = axis < width ? (values[row * width + axis] as number) : 0;
      places[row * 2 + axis] = value;
      widest = Math.max(widest, Math.abs(value));
    }
  }
  for (let at = 0; at < places.length; at++)
    places[at] = (10 * (places[at] as number)) / widest + 0.001 * random();
  const edges = edgesOf(neighbours, count);
  const slice = new TimeSlice();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const pace = 1 - epoch / epochs;
    for (const { from, to, weight } of edges) {
      // An edge of weight w draws in w of the epochs, evenly spread.
      if (Math.floor((epoch + 1) * weight) === Math.floor(epoch * weight)) continue;
      pull(places, from, to, pace);
      for (let push = 0; push < pushes; push++) {
        repel(places, from, Math.floor(random() * count), pace);
        repel(places, to, Math.floor(random() * count), pace);
      }
    }
    if (await slice.rest()) onProgress?.((epoch + 1) / epochs);
    throwIfCancelled(signal);
  }
  return places;
}

function pull(places: Float32Array, from: number, to: number, pace: number): void {
  const dx = (places[from * 2] as number) - (places[to * 2] as number);
  const dy = (places[from * 2 + 1] as number) - (places[to * 2 + 1] as number);
  const square = dx * dx + dy * dy;
  if (square === 0) return;
  const force = (-2 * a * b * square ** (b - 1)) / (1 + a * square ** b);
  const [x, y] = [pace * clamped(force * dx), pace * clamped(force * dy)];
  places[from * 2] = (places[from * 2] as number) + x;
  places[from * 2 + 1] = (places[from * 2 + 1] as number) + y;
  places[to * 2] = (places[to * 2] as number) - x;
  places[to * 2 + 1] = (places[to * 2 + 1] as number) - y;
}

function repel(places: Float32Array, row: number, other: number, pace: number): void {
  if (row === other) return;
  const dx = (places[row * 2] as number) - (places[other * 2] as number);
  const dy = (places[row * 2 + 1] as number) - (places[other * 2 + 1] as number);
  const square = dx * dx + dy * dy;
  const force = (2 * b) / ((0.001 + square) * (1 + a * square ** b));
  places[row * 2] = (places[row * 2] as number) + pace * clamped(force * dx);
  places[row * 2 + 1] = (places[row * 2 + 1] as number) + pace * clamped(force * dy);
}
