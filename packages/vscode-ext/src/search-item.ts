import type { SearchHit } from "@isovec/core/protocol";

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
}

/** @param relativePath the hit's file relative to its workspace folder, forward slashes */
export function searchItem(hit: SearchHit, relativePath: string): SearchItem {
  const slash = relativePath.lastIndexOf("/");
  return {
    label: escapeIcons(`${relativePath.slice(slash + 1)}:${hit.line + 1}`),
    description: escapeIcons(relativePath.slice(0, Math.max(slash, 0))),
    detail: escapeIcons(shownLine(hit)),
    alwaysShow: true,
    hit,
  };
}

/** The hit's best line, or the first that is not blank when that one lies below the preview, on one line. */
function shownLine({ preview, line, range }: SearchHit): string {
  const lines = preview.split(/\r?\n/).map((text) => text.trim().replace(/\s+/g, " "));
  return lines[line - range.start.line] ?? lines.find((text) => text !== "") ?? "";
}

/** Code such as `$(date)` would be drawn as an icon. */
function escapeIcons(text: string): string {
  return text.replace(/\$\(/g, "\\$(");
}
