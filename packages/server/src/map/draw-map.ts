import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import type { IndexedChunk } from "../index/code-index.ts";
import { layOut } from "./layout.ts";
import { nearestRows } from "./neighbours.ts";
import { principalComponents, type Rows } from "./principal-components.ts";
import { wordVectors } from "./word-vectors.ts";

export interface MapPoint {
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbols: readonly string[];
  /** 0 to 1. */
  readonly x: number;
  readonly y: number;
}

export interface CodeMap {
  readonly points: readonly MapPoint[];
  /** What near means: the model's vectors, or words where nothing is embedded. */
  readonly basis: "vectors" | "words";
  /** Chunks that are not drawn: without a vector where others have one. */
  readonly withoutVector: number;
  /** Chunks that are not drawn because there are more than a map holds; the drawn ones are evenly spread. */
  readonly leftOut: number;
}

export interface DrawMapOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/** All neighbours of all points are found exactly, which takes the square of this. */
export const mostPoints = 20_000;
/** Beyond these the directions of a model's vectors tell the places in a picture no better. */
const components = 40;
const neighbours = 15;

function rowsOf(chunks: readonly IndexedChunk[], basis: CodeMap["basis"]): Rows {
  if (basis === "words") return wordVectors(chunks.map(({ text }) => text));
  const width = chunks[0]?.vector?.length ?? 0;
  const values = new Float32Array(chunks.length * width);
  for (const [row, { vector }] of chunks.entries()) if (vector !== undefined) values.set(vector, row * width);
  return { count: chunks.length, width, values };
}

/** Places between 0 and 1, with the picture's proportions kept. */
function fitted(places: Float32Array): Float32Array {
  const [least, most] = [
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as [[number, number], [number, number]];
  for (let at = 0; at < places.length; at++) {
    const axis = (at % 2) as 0 | 1;
    least[axis] = Math.min(least[axis], places[at] as number);
    most[axis] = Math.max(most[axis], places[at] as number);
  }
  const width = Math.max(most[0] - least[0], most[1] - least[1], 1e-9);
  return places.map((value, at) => {
    const axis = (at % 2) as 0 | 1;
    return 0.5 + (value - (least[axis] + most[axis]) / 2) / width;
  });
}

/**
 * Draws chunks as points in the plane, near ones together. The same chunks give the same map.
 * @throws IsovecError `InputInvalid` when there is no chunk, `Cancelled`
 */
export async function drawMap(
  chunks: AsyncIterable<IndexedChunk>,
  { signal, onProgress }: DrawMapOptions = {},
): Promise<CodeMap> {
  const slice = new TimeSlice();
  const all: IndexedChunk[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
    await slice.rest();
    throwIfCancelled(signal);
  }
  if (all.length === 0) {
    throw new IsovecError(
      "InputInvalid",
      "There is nothing to draw: no chunk of that folder is in the index.",
      {
        remedy: "Name another folder, or ask `isovec index --explain` why its files are left out.",
      },
    );
  }
  // The order in which files were indexed must not show.
  all.sort((a, b) => (a.path === b.path ? a.startLine - b.startLine : a.path < b.path ? -1 : 1));
  const embedded = all.filter(({ vector }) => vector !== undefined);
  const basis = embedded.length === 0 ? "words" : "vectors";
  const usable = basis === "words" ? all : embedded;
  const step = Math.max(1, usable.length / mostPoints);
  const count = Math.min(usable.length, mostPoints);
  const drawn = Array.from({ length: count }, (_, index) => usable[Math.floor(index * step)] as IndexedChunk);
  const cancel = signal === undefined ? {} : { signal };
  onProgress?.(`Finding the directions of ${count} chunks`);
  const reduced = await principalComponents(rowsOf(drawn, basis), components, signal);
  const near = await nearestRows(reduced, neighbours, {
    ...cancel,
    onProgress: (done) => onProgress?.(`Finding neighbours: ${done} of ${count} chunks`),
  });
  const places = await layOut(reduced, near, {
    ...cancel,
    onProgress: (share) => onProgress?.(`Laying out: ${Math.floor(100 * share)} %`),
  });
  const fit = fitted(places);
  const points = drawn.map(({ path, startLine, endLine, symbols }, row) => {
    return { path, startLine, endLine, symbols, x: fit[row * 2] as number, y: fit[row * 2 + 1] as number };
  });
  return {
    points,
    basis,
    withoutVector: all.length - usable.length,
    leftOut: usable.length - count,
  };
}
