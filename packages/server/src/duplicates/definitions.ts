/** Lines of a file, 0-based, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A longer definition is compared by its members. */
const longest = 80;

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === "";
/** What ends a definition, by brackets or by a word. */
const closes = (line: string): boolean => /^\s*(?:[)\]}]|end\b)/.test(line);

/** The least indentation that is more than the one given. */
function nextLevel(lines: readonly string[], { start, end }: Span, above: number): number | undefined {
  let level: number | undefined;
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line) || indentation(line) <= above) continue;
    level = Math.min(level ?? Number.POSITIVE_INFINITY, indentation(line));
  }
  return level;
}

/** Cuts where a line of the level follows a blank one or the end of the definition before it. */
function cutAt(lines: readonly string[], { start, end }: Span, level: number): Span[] {
  const starts = [start];
  for (let at = start + 1; at < end; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line) || indentation(line) !== level || closes(line)) continue;
    const before = lines[at - 1] ?? "";
    if (isBlank(before) || (closes(before) && indentation(before) === level)) starts.push(at);
  }
  return starts.map((first, index) => ({ start: first, end: starts[index + 1] ?? end }));
}

function trimmed(lines: readonly string[], span: Span): Span {
  let { start, end } = span;
  while (start < end && isBlank(lines[start])) start++;
  while (end > start && isBlank(lines[end - 1])) end--;
  return { start, end };
}

/**
 * A file's definitions by indentation alone, members where a definition is long. Chunks are no measure here: how a
 * function is cut depends on the comment before it.
 */
export function definitionsOf(lines: readonly string[], level = -1, whole?: Span): Span[] {
  const span = whole ?? { start: 0, end: lines.length };
  const next = nextLevel(lines, span, level);
  if (next === undefined) return [span];
  return cutAt(lines, span, next)
    .map((part) => trimmed(lines, part))
    .flatMap((part) => (part.end - part.start <= longest ? [part] : definitionsOf(lines, next, part)));
}
