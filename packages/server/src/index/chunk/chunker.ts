import type { SkipReason } from "../discover/skip-reason.ts";

/** A file's text on its way to chunks. */
export interface ChunkSource {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly language: string;
  /** Without line ends. */
  readonly lines: readonly string[];
}

/** A piece of a file that is embedded, found and shown as one. */
export interface Chunk {
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The lines as they stand in the file, joined by `\n`; part of a line where the line alone is too long. */
  readonly text: string;
  /** What the model reads before the text and a preview does not show: where the text comes from. */
  readonly header: string;
  /** Names that the text declares. */
  readonly symbols: readonly string[];
  /** What the store makes of it, where that has been made already. */
  readonly keys?: ChunkKeys;
}

/** What a chunk is found by. */
export interface ChunkKeys {
  /** The text's words as the lexical index is fed them. */
  readonly words: string;
  /** SHA-256 of the text as the model reads it. */
  readonly sha256: Uint8Array;
}

/** A file that another process can read. */
export interface FileOnDisk {
  /** Absolute. */
  readonly place: string;
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly language: string;
  /** Of the content on record, hexadecimal. */
  readonly known: string | undefined;
}

/** What is in it, `same` where that is on record already. */
export type ExaminedFile =
  | "same"
  | {
      readonly sha256: string;
      readonly skipped: SkipReason | undefined;
      readonly chunks: readonly Chunk[];
    };

/**
 * Cuts files into chunks. Nothing is lost: every line with more than white space in it is in at least one chunk, and
 * nothing is cut off: header and text together keep within the tokens that the model reads.
 */
export interface Chunker {
  /** Names the rules and their settings: files are cut anew when it changes. */
  readonly id: string;
  chunk(source: ChunkSource): Chunk[] | Promise<Chunk[]>;
  /**
   * Reads a file and cuts it, where nobody waits for the reading.
   * @returns undefined when that cannot be done, whatever the reason: whoever reads the file then learns why
   */
  examine?(file: FileOnDisk): Promise<ExaminedFile | undefined>;
  /** Starts what cutting takes: files are near. */
  prepare?(): void;
  /** Ends what it has started. A chunker that is used again starts it anew. */
  close?(): void;
}

/** The text as the model reads it. */
export function embeddedText(chunk: Pick<Chunk, "header" | "text">): string {
  return chunk.header === "" ? chunk.text : `${chunk.header}\n${chunk.text}`;
}
