import { createHash } from "node:crypto";
import type { IndexedChunk } from "../index/code-index.ts";
import { rowsOf } from "./overlap.ts";
import { tokensOf } from "./tokens.ts";

/** A piece of code that others are compared with: a chunk, or one of the definitions that share a chunk. */
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
  /** Of length 1; undefined where there is none for exactly this text. */
  readonly vector: Float32Array | undefined;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** Lines after a blank one that are as little indented as any: there the next definition begins. */
function beginnings(lines: readonly string[]): number[] {
  const least = Math.min(...lines.filter((line) => line.trim() !== "").map(indentation));
  const starts = [0];
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] as string;
    const isFresh = (lines[at - 1] as string).trim() === "" && line.trim() !== "";
    // A closing bracket after a blank line ends what is before it.
    if (isFresh && indentation(line) === least && !/^\s*[)\]}]/.test(line)) starts.push(at);
  }
  return starts;
}

function fragmentOf(
  { path, language, symbols }: IndexedChunk,
  startLine: number,
  text: string,
  vector: Float32Array | undefined,
): Fragment {
  const { words, shapes } = tokensOf(text, language);
  const sequence = createHash("sha256").update(words).digest("base64");
  return {
    path,
    startLine,
    endLine: startLine + text.split("\n").length - 1,
    symbols: symbols.filter((symbol) => text.includes(symbol)),
    text,
    words: words.sort(),
    sequence,
    shapeRows: rowsOf(shapes),
    vector,
  };
}

/** The definitions of a chunk. One that holds several small ones is taken apart, for a copy has other neighbours. */
export function fragmentsOf(chunk: IndexedChunk): Fragment[] {
  const lines = chunk.text.split("\n");
  const starts = beginnings(lines);
  if (starts.length === 1) return [fragmentOf(chunk, chunk.startLine, chunk.text, chunk.vector)];
  return starts.map((start, index) => {
    const text = lines
      .slice(start, starts[index + 1])
      .join("\n")
      .trimEnd();
    return fragmentOf(chunk, chunk.startLine + start, text, undefined);
  });
}
