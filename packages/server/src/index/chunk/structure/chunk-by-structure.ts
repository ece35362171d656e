import { pathWords } from "../../words/path-words.ts";
import { chunkBudget } from "../chunk-budget.ts";
import type { Chunk, ChunkSource } from "../chunker.ts";
import { cutLines, isBlank, type LinePiece, mostLines, pieceText } from "../cut-lines.ts";
import { declaredNames } from "../declared-names.ts";
import { estimateTokens } from "../estimate-tokens.ts";
import { chunkHeader } from "./chunk-header.ts";
import type { Region } from "./region.ts";

/** Siblings are put together up to so many characters. */
const mostCharacters = 1_500;
/** What has more characters is a chunk of its own: together with its neighbours it would be harder to find. */
const bigSymbol = 500;
/** A piece with fewer characters, a closing bracket for one, says nothing alone. */
const tiny = 40;
/** A long list of names says as little as none. */
const mostNames = 24;

interface Piece extends LinePiece {
  readonly enclosing: readonly Region[];
}

interface Header {
  readonly text: string;
  readonly tokens: number;
}

interface Segment {
  readonly first: number;
  readonly last: number;
  readonly region?: Region;
}

/** The parts of a range: its regions, and the lines before, between and behind them. */
function segmentsOf(first: number, last: number, regions: readonly Region[]): Segment[] {
  const segments: Segment[] = [];
  let at = first;
  for (const region of regions) {
    if (region.first > at) segments.push({ first: at, last: region.first - 1 });
    segments.push({ first: region.first, last: region.last, region });
    at = region.last + 1;
  }
  if (at <= last) segments.push({ first: at, last });
  return segments;
}

/** Cuts one file along its outline. Whatever the outline says, every line that is not blank comes into a piece. */
class StructureCut {
  readonly #tokens: readonly number[];
  readonly #pieces: Piece[] = [];

  constructor(
    private readonly lines: readonly string[],
    private readonly headerOf: (enclosing: readonly Region[]) => Header,
    private readonly budget: number,
  ) {
    this.#tokens = lines.map(estimateTokens);
  }

  cut(regions: readonly Region[]): Piece[] {
    this.#cutRange(0, this.lines.length - 1, regions, []);
    return this.#withoutTinyPieces();
  }

  #cutRange(first: number, last: number, regions: readonly Region[], enclosing: readonly Region[]): void {
    let pending: Segment | undefined;
    const flush = (): void => {
      if (pending !== undefined) this.#cutLines(pending.first, pending.last, enclosing);
      pending = undefined;
    };
    for (const segment of segmentsOf(first, last, regions)) {
      const { region } = segment;
      const fits = this.#fits(segment.first, segment.last, enclosing);
      if (region !== undefined && !fits) {
        flush();
        this.#cutRange(segment.first, segment.last, region.children, [...enclosing, region]);
      } else if (region !== undefined && this.#characters(segment.first, segment.last) >= bigSymbol) {
        flush();
        this.#cutLines(segment.first, segment.last, enclosing);
      } else if (pending !== undefined && this.#fits(pending.first, segment.last, enclosing)) {
        pending = { first: pending.first, last: segment.last };
      } else {
        flush();
        pending = segment;
      }
    }
    flush();
  }

  #cutLines(first: number, last: number, enclosing: readonly Region[]): void {
    const { lines } = this;
    const budget = this.budget - this.headerOf(enclosing).tokens;
    for (const piece of cutLines({ lines, tokens: this.#tokens, first, last, budget })) {
      this.#pieces.push({ ...piece, enclosing });
    }
  }

  /** A piece that says nothing alone goes to the one before it, or to the one behind. */
  #withoutTinyPieces(): Piece[] {
    const kept: Piece[] = [];
    for (const piece of this.#pieces) {
      const before = kept.at(-1);
      if (before !== undefined && (this.#isTiny(piece) || this.#isTiny(before))) {
        const enclosing = before.enclosing.filter((region) => piece.enclosing.includes(region));
        const fits = before.part === undefined && piece.part === undefined;
        if (fits && this.#fits(before.first, piece.last, enclosing)) {
          kept[kept.length - 1] = { first: before.first, last: piece.last, enclosing };
          continue;
        }
      }
      kept.push(piece);
    }
    return kept;
  }

  #isTiny({ first, last }: Piece): boolean {
    return last - first < 4 && this.#characters(first, last) < tiny;
  }

  #characters(first: number, last: number): number {
    let characters = 0;
    for (let at = first; at <= last; at++) characters += (this.lines[at]?.length ?? 0) + 1;
    return characters;
  }

  #fits(from: number, to: number, enclosing: readonly Region[]): boolean {
    let [first, last] = [from, to];
    while (first < last && isBlank(this.lines[first])) first++;
    while (last > first && isBlank(this.lines[last])) last--;
    if (last - first >= mostLines || this.#characters(first, last) > mostCharacters) return false;
    let tokens = this.headerOf(enclosing).tokens;
    for (let at = first; at <= last; at++) tokens += this.#tokens[at] ?? 0;
    return tokens <= this.budget;
  }
}

/** Names by the line that declares them. */
function namesByLine(
  regions: readonly Region[],
  names: Map<number, string[]> = new Map(),
): Map<number, string[]> {
  for (const region of regions) {
    names.set(region.head, [...(names.get(region.head) ?? []), ...region.names]);
    namesByLine(region.children, names);
  }
  return names;
}

/**
 * Cuts a file along its outline: siblings together while they are small, what is big on its own, what is too big
 * inside.
 * @param regions in order and nested; without any, lines decide
 */
export function chunkByStructure(
  source: ChunkSource,
  regions: readonly Region[],
  maxTokens: number,
): Chunk[] {
  const { path, lines } = source;
  const budget = chunkBudget(maxTokens);
  const words = pathWords(path).join(" ");
  const headers = new Map<Region | undefined, Header>();
  const headerOf = (enclosing: readonly Region[]): Header => {
    const innermost = enclosing.at(-1);
    let header = headers.get(innermost);
    if (header === undefined) {
      const text = chunkHeader(words, enclosing, lines, budget);
      header = { text, tokens: estimateTokens(text) };
      headers.set(innermost, header);
    }
    return header;
  };
  const names = namesByLine(regions);
  return new StructureCut(lines, headerOf, budget).cut(regions).map((piece) => {
    const text = pieceText(lines, piece);
    const declared = new Set<string>();
    for (let at = piece.first; at <= piece.last; at++) {
      for (const name of names.get(at) ?? []) {
        if (declared.size < mostNames && (piece.part === undefined || text.includes(name)))
          declared.add(name);
      }
    }
    if (regions.length === 0) for (const name of declaredNames(text)) declared.add(name);
    // What the text shows the head of needs no words in the header.
    const enclosing = piece.enclosing.filter((region) => region.head < piece.first);
    return {
      startLine: piece.first + 1,
      endLine: piece.last + 1,
      text,
      header: fitted(headerOf(enclosing), headerOf(piece.enclosing), text, budget),
      symbols: [...declared],
    };
  });
}

/** The header, unless it would be longer than the one that the piece was cut for and no longer fits. */
function fitted(header: Header, cutFor: Header, text: string, budget: number): string {
  const fits = header.tokens <= cutFor.tokens || header.tokens + estimateTokens(text) <= budget;
  return fits ? header.text : cutFor.text;
}
