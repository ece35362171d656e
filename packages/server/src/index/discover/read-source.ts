import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { skipByContent } from "./skip-by-content.ts";
import type { SkipReason } from "./skip-reason.ts";

/** Larger files are not opened. */
export const largestFile: number = 1024 * 1024;

/** As git does it: a NUL in the first 8 KB. */
const binaryProbe = 8_000;

export interface Source {
  /** Hexadecimal, over the file's bytes. */
  readonly sha256: string;
  /** Without line ends; empty when the file is left out. */
  readonly lines: readonly string[];
  readonly skipped: SkipReason | undefined;
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

/** Text of UTF-8, UTF-16 with a byte order mark, or else of the single-byte code that old sources mostly have. */
export function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.subarray(0, binaryProbe).includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
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
  const text = decode(bytes);
  if (text === undefined) return { sha256, lines: [], skipped: "binary" };
  const lines = text.split(/\r\n|\n|\r/);
  const skipped = skipByContent(path, text, lines);
  return { sha256, lines: skipped === undefined ? lines : [], skipped };
}
