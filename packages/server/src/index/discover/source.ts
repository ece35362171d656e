import { decode } from "./decode.ts";
import { skipByContent } from "./skip-by-content.ts";
import type { SkipReason } from "./skip-reason.ts";

/** Larger files are not opened. */
export const largestFile: number = 1024 * 1024;

export interface Source {
  /** Hexadecimal, over the file's bytes. */
  readonly sha256: string;
  /** Without line ends; empty when the file is left out. */
  readonly lines: readonly string[];
  readonly skipped: SkipReason | undefined;
  /** What `skipped` rests on. */
  readonly evidence?: string;
  /** In which the text was kept; undefined where there is none. */
  readonly encoding?: string;
}

/**
 * What a file's bytes are: text, or why they are left out.
 * @param path relative to the root, forward slashes
 * @param sha256 of the bytes, hexadecimal
 */
export function sourceOf(path: string, bytes: Uint8Array, sha256: string): Source {
  if (bytes.length > largestFile) return { sha256, lines: [], skipped: "large" };
  const decoded = decode(bytes);
  if ("undecodable" in decoded) {
    return { sha256, lines: [], skipped: decoded.undecodable, evidence: decoded.evidence };
  }
  const { text, encoding } = decoded;
  const lines = text.split(/\r\n|\n|\r/);
  const skip = skipByContent(path, text, lines);
  if (skip === undefined) return { sha256, lines, skipped: undefined, encoding };
  return { sha256, lines: [], skipped: skip.reason, evidence: skip.evidence, encoding };
}
