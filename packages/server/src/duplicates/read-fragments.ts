import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { IndexedChunk } from "../index/code-index.ts";
import { type Fragment, fragmentsOf } from "./fragment.ts";

export interface ReadFragmentsOptions {
  /** Pieces with fewer lines that are not blank are left out. */
  readonly minimumLines: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: string) => void;
}

export interface ReadFragments {
  /** What is long enough to be compared, by path and line. */
  readonly fragments: readonly Fragment[];
  readonly chunks: number;
  /** Chunks that had a vector. */
  readonly embedded: number;
}

/** Shorter pieces are alike by chance. */
const fewestTokens = 40;

function isLongEnough({ words, text }: Fragment, minimumLines: number): boolean {
  if (words.length < fewestTokens) return false;
  return text.split("\n").filter((line) => line.trim() !== "").length >= minimumLines;
}

function inOrder(a: Fragment, b: Fragment): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}

/**
 * The definitions of every file whose chunks are given.
 * @throws IsovecError `Cancelled`
 */
export async function readFragments(
  chunks: AsyncIterable<IndexedChunk>,
  { minimumLines, signal, onProgress }: ReadFragmentsOptions,
): Promise<ReadFragments> {
  const slice = new TimeSlice();
  const files = new Map<string, IndexedChunk[]>();
  let [count, embedded] = [0, 0];
  for await (const chunk of chunks) {
    count++;
    if (chunk.vector !== undefined) embedded++;
    const ofFile = files.get(chunk.path);
    if (ofFile === undefined) files.set(chunk.path, [chunk]);
    else ofFile.push(chunk);
    if (await slice.rest()) onProgress?.(`Reading chunks: ${count}`);
    throwIfCancelled(signal);
  }
  const fragments: Fragment[] = [];
  for (const ofFile of files.values()) {
    fragments.push(...fragmentsOf(ofFile).filter((fragment) => isLongEnough(fragment, minimumLines)));
    await slice.rest();
    throwIfCancelled(signal);
  }
  return { fragments: fragments.sort(inOrder), chunks: count, embedded };
}

/** Whether both are of one file and share a line. */
export function overlaps(a: Fragment, b: Fragment): boolean {
  return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
