/** What `render-map-html.ts` writes into the page; columns rather than rows, to keep it small. */
export interface MapContent {
  readonly paths: readonly string[];
  /** Index into `paths`, one a point. */
  readonly path: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly symbol: readonly string[];
  /** 0 to 9999. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Index into `groups`. */
  readonly group: readonly number[];
  readonly groups: readonly string[];
  /** What stands before a path in a link, between path and line, and after the line. */
  readonly link: { readonly before: string; readonly line: string; readonly after: string };
}

export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`The page has no ${what}.`);
  return value;
}

export function elementOf<T extends HTMLElement>(id: string): T {
  return found(document.getElementById(id), `element ${id}`) as T;
}

export const content: MapContent = JSON.parse(elementOf("content").textContent ?? "") as MapContent;
export const count: number = content.path.length;

function pathOf(point: number): string {
  return found(content.paths[found(content.path[point], "point")], "path");
}

/** `path:start-end symbol`, as it is shown and searched. */
export function labelOf(point: number): string {
  const symbol = content.symbol[point];
  return `${pathOf(point)}:${content.start[point]}-${content.end[point]}${symbol ? ` ${symbol}` : ""}`;
}

export function linkOf(point: number): string {
  const { before, line, after } = content.link;
  const path = pathOf(point).split("/").map(encodeURIComponent).join("/");
  return `${before}${path}${line}${content.start[point]}${after}`;
}

/** One a point; kept, for it is asked for at every letter of a search. */
const searched: readonly string[] = Array.from({ length: count }, (_, point) => labelOf(point).toLowerCase());

/** Which points are shown, by the legend and the search together. */
export const shown: Uint8Array = new Uint8Array(count).fill(1);
export const hiddenGroups: Set<number> = new Set<number>();

/** @returns how many points the words leave, hidden folders aside */
export function filterPoints(words: string): number {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (let point = 0; point < count; point++) {
    const label = searched[point] ?? "";
    const isShown =
      !hiddenGroups.has(content.group[point] ?? 0) && wanted.every((word) => label.includes(word));
    shown[point] = isShown ? 1 : 0;
    if (isShown) left++;
  }
  return left;
}
