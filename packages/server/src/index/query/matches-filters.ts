import type { ChunkRecord } from "../store/chunk-records.ts";
import { identifiersOf } from "../words/split-identifiers.ts";
import { definesKind } from "./chunk-kind.ts";
import type { Filter } from "./parse-query.ts";

/** What can be told without the text. */
export type ChunkPlace = Pick<ChunkRecord, "id" | "path" | "language" | "symbols" | "textId">;

/** A longer line is no code that somebody reads. */
const longestLine = 1_000;

const flat = (text: string): string => text.replace(/\s+/g, " ").toLowerCase();

function wholeOf(name: string): string {
  return identifiersOf(name)
    .map(({ whole }) => whole)
    .join("");
}

function placeHas(place: ChunkPlace, filter: Filter): boolean | undefined {
  switch (filter.key) {
    case "lang":
      return place.language === filter.language;
    case "path":
      return filter.pattern.matcher(place.path).find();
    case "symbol":
      return identifiersOf(place.symbols).some(({ whole }) => whole === wholeOf(filter.name));
    default:
      return undefined;
  }
}

function textHas(text: string, filter: Filter): boolean {
  switch (filter.key) {
    case "kind":
      return definesKind(text, filter.kind);
    case "phrase":
      return flat(text).includes(flat(filter.text));
    case "regex":
      return text.split(/\r?\n/).some((line) => filter.pattern.matcher(line.slice(0, longestLine)).find());
    default:
      return true;
  }
}

/** Several of one key are alternatives, but for phrases and expressions; everything else has to hold together. */
function holds(filters: readonly Filter[], has: (filter: Filter) => boolean): boolean {
  if (filters.some((filter) => filter.negated && has(filter))) return false;
  const wanted = filters.filter(({ negated }) => !negated);
  return wanted.every((filter) => {
    const isAlternative = filter.key !== "phrase" && filter.key !== "regex";
    return isAlternative ? wanted.some((other) => other.key === filter.key && has(other)) : has(filter);
  });
}

const needsText = ({ key }: Filter): boolean => key === "kind" || key === "phrase" || key === "regex";

/** The filters that a place tells of, and those that the text has to be read for. */
export function splitFilters(filters: readonly Filter[]): { ofPlace: Filter[]; ofText: Filter[] } {
  return { ofPlace: filters.filter((one) => !needsText(one)), ofText: filters.filter(needsText) };
}

export function placeMatches(place: ChunkPlace, filters: readonly Filter[]): boolean {
  return holds(filters, (filter) => placeHas(place, filter) ?? true);
}

export function textMatches(text: string, filters: readonly Filter[]): boolean {
  return holds(filters, (filter) => textHas(text, filter));
}
