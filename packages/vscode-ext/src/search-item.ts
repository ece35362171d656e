import type { SearchHit } from "@isovec/core/protocol";
import { matchingLine } from "./matching-line.ts";

/** A hit as one row of a Quick Pick. Structurally a `QuickPickItem`. */
export interface SearchItem {
  /** `file:line`, the line 1-based. */
  readonly label: string;
  /** The folder, so that equal file names stay apart. */
  readonly description: string;
  /** The line that shows best why the hit was found. */
  readonly detail: string;
  /** The server has ranked already; the editor must not filter by name. */
  readonly alwaysShow: true;
  readonly hit: SearchHit;
  /** Where the cursor goes, 0-based. */
  readonly line: number;
}

/** @param relativePath the hit's file relative to its workspace folder, forward slashes */
export function searchItem(hit: SearchHit, relativePath: string, query: string): SearchItem {
  const { offset, text } = matchingLine(hit.preview, query);
  const line = hit.range.start.line + offset;
  const slash = relativePath.lastIndexOf("/");
  return {
    label: escapeIcons(`${relativePath.slice(slash + 1)}:${line + 1}`),
    description: escapeIcons(relativePath.slice(0, Math.max(slash, 0))),
    detail: escapeIcons(text),
    alwaysShow: true,
    hit,
    line,
  };
}

/** Code such as `$(date)` would be drawn as an icon. */
function escapeIcons(text: string): string {
  return text.replace(/\$\(/g, "\\$(");
}
