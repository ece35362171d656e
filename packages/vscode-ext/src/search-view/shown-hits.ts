import type { SearchHit } from "@isovec/core/protocol";
import { describeReasons } from "./describe-reasons.ts";
import type { ShownFile, ShownHit, ShownLine } from "./page/messages.ts";

const shownLines = 4;
/** Shorter words are mostly "is", "of" and the like, and would light up in the middle of every other one. */
const shortestWord = 3;
/** Longer ones that say nothing about the code. */
const fillers = new Set(
  "all and any are but can does for from has have how into its not that the their them then there this was what when where which who why with".split(
    " ",
  ),
);

/** Another place with the number that the page calls it by. */
export interface NumberedPlace {
  readonly id: number;
  readonly place: Pick<SearchHit, "uri" | "range">;
  readonly path: string;
}

/** A hit with the number that the page calls it by. */
export interface NumberedHit {
  readonly id: number;
  readonly hit: SearchHit;
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  /** Where nearly the same code is too. */
  readonly alike?: readonly NumberedPlace[];
  /** Why it is listed, where the hit itself does not say. */
  readonly reasons?: readonly string[];
}

/** Hits grouped by file. Files come in the order of their best hits, which is the server's order. */
export function shownFiles(hits: readonly NumberedHit[], question: string): ShownFile[] {
  const words = wordsOf(question);
  const files = new Map<string, { name: string; folder: string; hits: ShownHit[] }>();
  for (const { id, hit, path, alike = [], reasons = describeReasons(hit) } of hits) {
    const slash = path.lastIndexOf("/");
    const file = files.get(hit.uri) ?? {
      name: path.slice(slash + 1),
      folder: path.slice(0, Math.max(slash, 0)),
      hits: [],
    };
    file.hits.push({
      id,
      lines: snippet(hit, words),
      alike: alike.map((other) => ({
        id: other.id,
        label: `${other.path}:${other.place.range.start.line + 1}`,
      })),
      reasons,
    });
    files.set(hit.uri, file);
  }
  return [...files.values()];
}

/** What of a question can stand in code; `lang:rust` and its like say where to look. */
function wordsOf(question: string): string[] {
  const asked = question.toLowerCase().replaceAll(/(?:^|\s)-?[a-z]+:\S*/g, " ");
  return (asked.match(/[\p{L}\p{N}_$]+/gu) ?? []).filter(
    (word) => word.length >= shortestWord && !fillers.has(word),
  );
}

/** The best line among its neighbours, without the indentation that all of them have. */
function snippet({ preview, line, range }: SearchHit, words: readonly string[]): ShownLine[] {
  const lines = preview.split(/\r?\n/);
  const best = Math.max(0, Math.min(line - range.start.line, lines.length - 1));
  const before = lines[best - 1]?.trim() === "" ? best : best - 1;
  const first = Math.max(0, Math.min(before, lines.length - shownLines));
  const shown = lines.slice(first, first + shownLines);
  while (shown.length > 1 && shown.at(-1)?.trim() === "" && first + shown.length - 1 > best) shown.pop();
  const indentation = Math.min(
    ...shown.filter((text) => text.trim() !== "").map((text) => text.search(/\S/)),
  );
  return shown.map((code, index) => {
    const text = code.slice(Number.isFinite(indentation) ? indentation : 0).trimEnd();
    return {
      number: range.start.line + first + index + 1,
      text,
      marks: marksOf(text, words),
      best: first + index === best,
    };
  });
}

/** Where words stand in a line, inside of longer names too. Overlapping ones become one. */
function marksOf(text: string, words: readonly string[]): [number, number][] {
  const lower = text.toLowerCase();
  // Letters exist whose lower case is longer; their places would be wrong.
  if (lower.length !== text.length) return [];
  const places: [number, number][] = [];
  for (const word of words) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length)) {
      places.push([at, at + word.length]);
    }
  }
  const marks: [number, number][] = [];
  for (const [start, end] of places.sort(([a], [b]) => a - b)) {
    const last = marks.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else marks.push([start, end]);
  }
  return marks;
}

/** One line a hit, as compilers and terminals write places: `path:line: code`. */
export function listOf(hits: readonly NumberedHit[]): string {
  return hits
    .map(({ hit, path }) => {
      const code = hit.preview.split(/\r?\n/)[hit.line - hit.range.start.line]?.trim() ?? "";
      return `${path}:${hit.line + 1}: ${code}`;
    })
    .join("\n");
}
