import type { SearchHit } from "@isovec/core/protocol";

/** Characters of one answer: what `isovec mcp` allows itself too. */
const longestAnswer = 24_000;
const linesOfHit = 24;
const longestLine = 400;

/**
 * Hits for a language model: `path:first-last` with lines 1-based, then the lines under their numbers.
 *
 * @param pathOf a hit's path as the model may quote it
 * @returns at most 24,000 characters, one text a hit, the best first
 */
export function renderHits(hits: readonly SearchHit[], pathOf: (uri: string) => string): readonly string[] {
  const texts: string[] = [];
  let left = longestAnswer;
  for (const hit of hits) {
    const text = renderHit(hit, pathOf(hit.uri));
    left -= text.length + 2;
    if (left < 0) break;
    texts.push(text);
  }
  return texts;
}

function renderHit({ range: { start, end }, language, preview }: SearchHit, path: string): string {
  // The end is exclusive: at character 0 the last line is no part of the hit.
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  const lines = preview.replace(/\r?\n$/, "").split(/\r?\n/);
  const width = String(last).length;
  const shown = lines
    .slice(0, linesOfHit)
    .map((line, at) => `${String(start.line + 1 + at).padStart(width)}  ${line.slice(0, longestLine)}`);
  const more = last - start.line - shown.length;
  if (more > 0) shown.push(`… ${more} lines more`);
  return `${path}:${start.line + 1}-${last} (${language})\n${shown.join("\n")}`;
}
