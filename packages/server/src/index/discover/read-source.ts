import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { largestFile, type Source, sourceOf } from "./source.ts";

/** A link or a pipe that took the file's place since it was listed is neither followed nor waited for. */
const flags: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** At most `largestFile + 1` bytes, whatever the file grows to meanwhile: its time has changed then, and it is read again. */
async function readBounded(file: string): Promise<Uint8Array> {
  const handle = await open(file, flags);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(size, largestFile + 1));
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

function sourceFrom(path: string, bytes: Uint8Array): Source {
  return sourceOf(path, bytes, createHash("sha256").update(bytes).digest("hex"));
}

/**
 * Reads one file.
 * @throws the system's error when it cannot be read.
 */
export async function readSource(file: string, path: string): Promise<Source> {
  return sourceFrom(path, await readBounded(file));
}

/** As `readSource`, for a process that may stand still: threads that read for it take longer than the file does. */
export function readSourceHere(file: string, path: string): Source {
  const handle = openSync(file, flags);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(fstatSync(handle).size, largestFile + 1));
    let filled = 0;
    while (filled < buffer.length) {
      const bytesRead = readSync(handle, buffer, filled, buffer.length - filled, null);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return sourceFrom(path, buffer.subarray(0, filled));
  } finally {
    closeSync(handle);
  }
}
