import type { IndexedChunk } from "../index/code-index.ts";
import { sha256Hex } from "../index/sha256.ts";
import { definitionsOf, type Span } from "./definitions.ts";
import { rowsOf } from "./overlap.ts";
import { tokensOf } from "./tokens.ts";

/** A piece of code that others are compared with: one definition. */
export interface Fragment {
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbols: readonly string[];
  readonly text: string;
  /** Hashes of the tokens, sorted. */
  readonly words: Uint32Array;
  /** One hash of all tokens in their order. */
  readonly sequence: string;
  /** Hashes of five shapes in a row, sorted. */
  readonly shapeRows: Uint32Array;
  /** Of length 1; undefined where the chunks that cover it have none. */
  readonly vector: Float32Array | undefined;
}

/** A file's lines as its chunks have them; those in no chunk are blank. */
function linesOf(chunks: readonly IndexedChunk[]): string[] {
  const lines: string[] = [];
  for (const { startLine, text } of chunks) {
    for (const [offset, line] of text.split("\n").entries()) lines[startLine - 1 + offset] ??= line;
  }
  return Array.from(lines, (line) => line ?? "");
}

/** The mean of the chunks' vectors, if these cover most of the lines; a chunk counts by the lines that it shares. */
function vectorOf(chunks: readonly IndexedChunk[], { start, end }: Span): Float32Array | undefined {
  let sum: Float32Array | undefined;
  for (const { startLine, endLine, vector } of chunks) {
    const shared = Math.min(end, endLine) - Math.max(start, startLine - 1);
    if (shared <= 0) continue;
    // A chunk that is mostly of something else speaks of that.
    if (vector === undefined || shared < (endLine - startLine + 1) / 2) return undefined;
    sum ??= new Float32Array(vector.length);
    for (let at = 0; at < vector.length; at++)
      sum[at] = (sum[at] as number) + shared * (vector[at] as number);
  }
  const length = sum === undefined ? 0 : Math.hypot(...sum);
  return length === 0 ? undefined : sum?.map((value) => value / length);
}

/**
 * The definitions of a file.
 * @param chunks all of the file's, in their order
 */
export function fragmentsOf(chunks: readonly IndexedChunk[]): Fragment[] {
  const [first] = chunks;
  if (first === undefined) return [];
  const { path, language } = first;
  const lines = linesOf(chunks);
  return definitionsOf(lines).map((span) => {
    const text = lines.slice(span.start, span.end).join("\n");
    const { words, shapes } = tokensOf(text, language);
    const within = chunks.filter(({ startLine, endLine }) => startLine <= span.end && endLine > span.start);
    const symbols = new Set(within.flatMap((chunk) => chunk.symbols));
    return {
      path,
      startLine: span.start + 1,
      endLine: span.end,
      symbols: [...symbols].filter((symbol) => text.includes(symbol)),
      text,
      sequence: sha256Hex(words.join()),
      words: words.sort(),
      shapeRows: rowsOf(shapes),
      vector: vectorOf(within, span),
    };
  });
}
