import type { IndexHit } from "../index/code-index.ts";
import { matchingLine, queryStems } from "../index/search/matching-line.ts";
import type { Colours } from "./colours.ts";

/** Lines shown of a hit: the one that matches best and what stands around it. */
const linesBefore = 1;
const linesAfter = 3;
const widestLine = 160;
/** Places of one text that are named. */
const placesNamed = 3;

/** Control characters of a file must not reach the terminal. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return line.replace(/\t/g, "  ").replace(/[\0-\x1f\x7f-\x9f]/g, "·");
}

function highlight(line: string, stems: ReadonlySet<string>, colours: Colours): string {
  if (stems.size === 0) return line;
  const escaped = [...stems].map((stem) => stem.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return line.replace(new RegExp(escaped.join("|"), "giu"), (match) => colours.bold(colours.yellow(match)));
}

/** `model 2 (0.31) + lexical 1 (0.60) · file is named ×1.40`. */
function reasonsOf({ why }: IndexHit): string {
  const ranks = why?.ranks
    .map(({ tier, rank, score }) => `${tier} ${rank} (${score.toFixed(2)})`)
    .join(" + ");
  const factors = why?.factors.map(({ rule, factor }) => `${rule} ×${factor.toFixed(2)}`) ?? [];
  return [ranks, ...factors].filter(Boolean).join(" · ");
}

/** `also in a.ts:1, b.ts:7 and 2 more`. */
function otherPlaces({ alsoAt = [] }: IndexHit): string[] {
  if (alsoAt.length === 0) return [];
  const named = alsoAt.slice(0, placesNamed).map(({ path, startLine }) => `${path}:${startLine}`);
  const more = alsoAt.length - named.length;
  return [`also in ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

function renderHit(
  hit: IndexHit,
  position: number,
  query: string,
  colours: Colours,
  explain: boolean,
): string {
  const { path, startLine, text, score } = hit;
  const lines = text.split(/\r?\n/);
  const stems = queryStems(query);
  const offset = matchingLine(text, query);
  const first = Math.max(0, offset - linesBefore);
  const shown = lines.slice(first, offset + linesAfter + 1);
  const width = String(startLine + first + shown.length).length;
  const place = `${colours.cyan(path)}${colours.dim(":")}${colours.green(String(startLine + offset))}`;
  const snippet = shown.map((line, index) => {
    const number = String(startLine + first + index).padStart(width);
    return `   ${colours.dim(`${number} │`)} ${highlight(printable(line).slice(0, widestLine), stems, colours)}`;
  });
  const asides = [...otherPlaces(hit), ...(explain ? [reasonsOf(hit)] : [])].map(
    (aside) => `   ${colours.dim(aside)}`,
  );
  const head = `${colours.bold(String(position))}. ${place}  ${colours.dim(score.toFixed(3))}`;
  return [head, ...asides, ...snippet].join("\n");
}

/** Ranked `path:line` with the lines that show best why, for people. */
export function renderHits(
  answer: { readonly query: string; readonly ms: number; readonly hits: readonly IndexHit[] },
  colours: Colours,
  explain = false,
): string {
  const { query, ms, hits } = answer;
  if (hits.length === 0) return `Nothing found for "${query}".\n`;
  const rendered = hits.map((hit, index) => renderHit(hit, index + 1, query, colours, explain));
  return `${rendered.join("\n\n")}\n\n${colours.dim(`${hits.length} hits in ${ms.toFixed(0)} ms`)}\n`;
}
