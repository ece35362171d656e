import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
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

/** A link or a pipe that took the file's place since it was listed is neither followed nor waited for. */
const flags: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** At most `largestFile + 1` bytes, whatever the file has grown to. */
async function readBounded(file: string): Promise<Uint8Array> {
  const handle = await open(file, flags);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(size, largestFile) + 1);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/**
 * Reads one file.
 * @throws the system's error when it cannot be read.
 */
export async function readSource(file: string, path: string): Promise<Source> {
  const bytes = await readBounded(file);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
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
