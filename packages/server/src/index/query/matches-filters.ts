import type { RE2JS } from "re2js";
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
      return filter.pattern.test(place.path);
    case "symbol":
      return identifiersOf(place.symbols).some(({ whole }) => whole === wholeOf(filter.name));
    default:
      return undefined;
  }
}

/** Most texts match nowhere, and all of a text is told a good deal faster than line by line. */
function hasLine(text: string, pattern: RE2JS): boolean {
  return pattern.test(text) && text.split(/\r?\n/).some((line) => pattern.test(line.slice(0, longestLine)));
}

function textHas(text: string, filter: Filter): boolean {
  switch (filter.key) {
    case "kind":
      return definesKind(text, filter.kind);
    case "phrase":
      return flat(text).includes(flat(filter.text));
    case "regex":
      return hasLine(text, filter.pattern);
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

/** Filters that a chunk has to pass: those of the question, and those that came beside it. */
export class FilterGroups {
  readonly #ofPlace: readonly (readonly Filter[])[];
  readonly #ofText: readonly (readonly Filter[])[];

  constructor(groups: readonly (readonly Filter[])[]) {
    this.#ofPlace = groups.map((group) => group.filter((one) => !needsText(one)));
    this.#ofText = groups.map((group) => group.filter(needsText));
  }

  /** Whether a text has to be read before it is known. */
  get needText(): boolean {
    return this.#ofText.some((group) => group.length > 0);
  }

  passPlace(place: ChunkPlace): boolean {
    return this.#ofPlace.every((group) => holds(group, (filter) => placeHas(place, filter) ?? true));
  }

  passText(text: string): boolean {
    return this.#ofText.every((group) => holds(group, (filter) => textHas(text, filter)));
  }
}
