import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { IndexedChunk } from "../index/code-index.ts";
import type { Fragment } from "./fragment.ts";
import { type Judgement, judge } from "./judge.ts";
import { likelyPairs } from "./min-hash.ts";
import { overlaps, type ReadFragmentsOptions, readFragments } from "./read-fragments.ts";

/** A definition of the file and another place that is like it. */
export interface FileDuplicate extends Judgement {
  readonly own: Fragment;
  readonly other: Fragment;
}

export interface FileDuplicates {
  /** By their place in the file, the most alike first. */
  readonly duplicates: readonly FileDuplicate[];
  /** Definitions of the file that were long enough. */
  readonly compared: number;
}

/**
 * What of one file is there more than once, in other files or further down in it.
 * @param chunks of everything that the file is compared with, itself included
 * @throws IsovecError `Cancelled`
 */
export async function duplicatesOfFile(
  path: string,
  chunks: AsyncIterable<IndexedChunk>,
  options: ReadFragmentsOptions,
): Promise<FileDuplicates> {
  const { fragments } = await readFragments(chunks, options);
  const compared = fragments.filter((fragment) => fragment.path === path).length;
  if (compared === 0) return { duplicates: [], compared };
  const slice = new TimeSlice();
  const found = new Map<string, FileDuplicate>();
  for (const sets of [fragments.map(({ shapeRows }) => shapeRows), fragments.map(({ words }) => words)]) {
    for (const [first, second] of await likelyPairs(sets)) {
      await slice.rest();
      throwIfCancelled(options.signal);
      const [a, b] = [fragments[first] as Fragment, fragments[second] as Fragment];
      if ((a.path !== path && b.path !== path) || overlaps(a, b) || found.has(`${first} ${second}`)) continue;
      const judgement = judge(a, b);
      const [own, other] = a.path === path ? [a, b] : [b, a];
      if (judgement !== undefined) found.set(`${first} ${second}`, { own, other, ...judgement });
    }
  }
  const duplicates = [...found.values()].sort(
    (a, b) =>
      a.own.startLine - b.own.startLine || b.score - a.score || (a.other.path < b.other.path ? -1 : 1),
  );
  return { duplicates, compared };
}
