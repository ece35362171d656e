import { splitLongLine } from "./split-long-line.ts";

/** Lines of a file that become a chunk: from and to are 0-based and inclusive. */
export interface LinePiece {
  readonly first: number;
  readonly last: number;
  /** Part of the line, where one line alone is too long. */
  readonly part?: string;
}

/** Blank lines cost no tokens, but a chunk is also read by people. */
export const mostLines = 120;

const blank: RegExp = /^\s*$/;
const closing: RegExp = /^\s*(?:[)\]}>]|end\b|<\/|\*\/)/;

export function isBlank(line: string | undefined): boolean {
  return line === undefined || blank.test(line);
}

/** How bad it is to begin a chunk at a line: 0 at the outermost level after a blank line. */
function cutCost(line: string, before: string): number {
  const indentation = (line.match(/^\s*/)?.[0] ?? "").replaceAll("\t", "    ").length;
  return 2 * indentation + (blank.test(before) ? 0 : 3) + (closing.test(line) ? 1_000 : 0);
}

/** The line, from `first` (exclusive) to `limit`, where the next chunk begins best. The first half is left whole. */
function bestCut(lines: readonly string[], first: number, limit: number): number {
  let best = limit;
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = limit; at > first + (limit - first) / 2; at--) {
    const cost = cutCost(lines[at] ?? "", lines[at - 1] ?? "");
    if (cost >= lowest) continue;
    lowest = cost;
    best = at;
  }
  return best;
}

export interface CutLinesOptions {
  readonly lines: readonly string[];
  /** Estimated tokens of each line. */
  readonly tokens: readonly number[];
  /** 0-based, inclusive. */
  readonly first: number;
  readonly last: number;
  readonly budget: number;
}

/** Cuts a range of lines at blank lines of low indentation where it can, so that every piece keeps within the budget. */
export function cutLines({ lines, tokens, first: from, last: to, budget }: CutLinesOptions): LinePiece[] {
  const pieces: LinePiece[] = [];
  const after = to + 1;
  let first = from;
  while (first < after) {
    const line = lines[first] ?? "";
    if (blank.test(line)) {
      first++;
      continue;
    }
    if ((tokens[first] ?? 0) > budget) {
      for (const part of splitLongLine(line, budget)) {
        if (!blank.test(part)) pieces.push({ first, last: first, part });
      }
      first++;
      continue;
    }
    const end = Math.min(first + mostLines, after);
    let limit = first;
    for (let sum = tokens[limit] ?? 0; limit < end && sum <= budget; sum += tokens[limit] ?? 0) {
      limit++;
    }
    const next = limit < after ? bestCut(lines, first, limit) : limit;
    let last = next - 1;
    while (isBlank(lines[last])) last--;
    pieces.push({ first, last });
    first = next;
  }
  return pieces;
}

/** The text of a piece as it stands in the file. */
export function pieceText(lines: readonly string[], { first, last, part }: LinePiece): string {
  return part ?? lines.slice(first, last + 1).join("\n");
}
