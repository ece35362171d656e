import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { IndexedChunk } from "../index/code-index.ts";
import type { Fragment } from "./fragment.ts";
import { type Judgement, judge, type Likeness } from "./judge.ts";
import { likelyPairs } from "./min-hash.ts";
import { overlaps, type ReadFragmentsOptions, readFragments } from "./read-fragments.ts";

export interface Duplicate {
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbols: readonly string[];
  readonly text: string;
  /** How it is like the first of its group, which is like itself. */
  readonly likeness: Likeness;
  readonly score: number;
}

export interface DuplicateReport {
  /** The groups that repeat most lines come first; the members of one in the order of their paths. */
  readonly groups: readonly (readonly Duplicate[])[];
  /** Pieces that were long enough to be compared. */
  readonly compared: number;
  readonly chunks: number;
  /** Chunks that had a vector. */
  readonly embedded: number;
}

interface Pair extends Judgement {
  readonly a: number;
  readonly b: number;
}

/** Pieces of one text, token by token, are compared with others as one. */
function byText(fragments: readonly Fragment[]): Fragment[][] {
  const groups = new Map<string, Fragment[]>();
  for (const fragment of fragments) {
    const group = groups.get(fragment.sequence);
    if (group === undefined) groups.set(fragment.sequence, [fragment]);
    else if (!group.some((other) => overlaps(other, fragment))) group.push(fragment);
  }
  return [...groups.values()];
}

/** Every row joins the group of the row it is most like, if it is like that group's first: no chains from A to Z. */
function groupsOf(pairs: readonly Pair[]): Map<number, Map<number, Judgement>> {
  const known = new Map<string, Judgement>();
  for (const { a, b, likeness, score } of pairs) known.set(`${a} ${b}`, { likeness, score });
  const leaders = new Map<number, number>();
  const groups = new Map<number, Map<number, Judgement>>();
  const join = (row: number, leader: number): void => {
    const judgement = known.get(row < leader ? `${row} ${leader}` : `${leader} ${row}`);
    if (judgement === undefined) return;
    leaders.set(row, leader);
    groups.get(leader)?.set(row, judgement);
  };
  for (const { a, b } of [...pairs].sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b)) {
    const [first, second] = [leaders.get(a), leaders.get(b)];
    if (first === undefined && second === undefined) {
      leaders.set(a, a);
      groups.set(a, new Map());
      join(b, a);
    } else if (first === undefined) join(a, second as number);
    else if (second === undefined) join(b, first);
  }
  return groups;
}

function duplicate({ path, startLine, endLine, symbols, text }: Fragment, judgement: Judgement): Duplicate {
  return { path, startLine, endLine, symbols, text, ...judgement };
}

/** Lines that would go if only the longest member stayed. */
function repeatedLines(group: readonly Duplicate[]): number {
  const lines = group.map(({ startLine, endLine }) => endLine - startLine + 1);
  return lines.reduce((sum, count) => sum + count, 0) - Math.max(...lines);
}

const itself: Judgement = { likeness: "same", score: 1 };

/**
 * Groups of pieces that are the same, the same under other names, or nearly the same. Where chunks have vectors these
 * have a say in what is near; without them words and form decide alone.
 * @throws IsovecError `Cancelled`
 */
export async function findDuplicates(
  chunks: AsyncIterable<IndexedChunk>,
  options: ReadFragmentsOptions,
): Promise<DuplicateReport> {
  const { signal, onProgress } = options;
  const slice = new TimeSlice();
  const rest = async (): Promise<void> => {
    await slice.rest();
    throwIfCancelled(signal);
  };
  const { fragments, chunks: count, embedded } = await readFragments(chunks, options);
  const texts = byText(fragments);
  const first = texts.map(([fragment]) => fragment as Fragment);
  onProgress?.(`Comparing ${first.length} pieces`);
  const alike = [
    ...(await likelyPairs(first.map(({ shapeRows }) => shapeRows))),
    ...(await likelyPairs(first.map(({ words }) => words))),
  ];
  const pairs = new Map<string, Pair>();
  for (const [a, b] of alike) {
    await rest();
    const [left, right] = [first[a] as Fragment, first[b] as Fragment];
    if (pairs.has(`${a} ${b}`) || overlaps(left, right)) continue;
    const judgement = judge(left, right);
    if (judgement !== undefined) pairs.set(`${a} ${b}`, { a, b, ...judgement });
  }
  const grouped = groupsOf([...pairs.values()]);
  const inGroup = new Set([...grouped.values()].flatMap((rows) => [...rows.keys()]));
  const groups = texts.flatMap((members, row) => {
    const others = grouped.get(row);
    if (inGroup.has(row) || (others === undefined && members.length < 2)) return [];
    const group = members.map((member) => duplicate(member, itself));
    for (const [other, judgement] of others ?? []) {
      for (const member of texts[other] ?? []) group.push(duplicate(member, judgement));
    }
    return [group];
  });
  groups.sort((a, b) => repeatedLines(b) - repeatedLines(a));
  return { groups, compared: fragments.length, chunks: count, embedded };
}
