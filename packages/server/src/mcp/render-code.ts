import type { IndexHit } from "../index/code-index.ts";

const linesOfHit = 24;
const longestLine = 400;

/** Lines under their numbers, so that they can be quoted and asked for. */
export function numberedLines(lines: readonly string[], first: number): string {
  const width = String(first + lines.length - 1).length;
  return lines
    .map((line, offset) => `${String(first + offset).padStart(width)}  ${line.slice(0, longestLine)}`)
    .join("\n");
}

/** `path:first-last`, the score, where the same is too, and the first lines of each hit. */
export function renderHits(hits: readonly IndexHit[]): string {
  return hits
    .map(({ path, startLine, endLine, score, text, alsoAt = [] }) => {
      const lines = text.split(/\r?\n/);
      const more = lines.length > linesOfHit ? `\n… ${lines.length - linesOfHit} lines more` : "";
      const others = alsoAt.map((place) => `\nalso at ${place.path}:${place.startLine}-${place.endLine}`);
      return `${path}:${startLine}-${endLine} (${score.toFixed(3)})${others.join("")}\n${numberedLines(lines.slice(0, linesOfHit), startLine)}${more}`;
    })
    .join("\n\n");
}
