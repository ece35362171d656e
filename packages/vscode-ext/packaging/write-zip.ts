import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { PackagedFile } from "./packaged-file.ts";

/** A zip file names no moment before 1980; a day later it is 1980 in every zone. */
const zipEpochSeconds = Date.UTC(1980, 0, 2) / 1000;

/**
 * The time that every entry bears: SOURCE_DATE_EPOCH (seconds, see reproducible-builds.org), else 1980. A zip holds local
 * time without its zone; the date returned is in this machine's zone what the moment is in UTC.
 */
function entryTime(epoch: string | undefined): Date {
  const seconds = Math.max(zipEpochSeconds, Number(epoch ?? zipEpochSeconds));
  if (!Number.isFinite(seconds)) throw new Error(`SOURCE_DATE_EPOCH is ${epoch}; it is a number of seconds.`);
  const utc = new Date(seconds * 1000);
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  );
}

/** Writes an archive whose bytes follow from the files alone: not from the clock, the zone, the user or the disk's order. */
export async function writeZip(
  target: string,
  files: readonly PackagedFile[],
  epoch: string | undefined = process.env["SOURCE_DATE_EPOCH"],
): Promise<void> {
  const mtime = entryTime(epoch);
  const archive = new ZipFile();
  const written = pipeline(archive.outputStream, createWriteStream(target));
  for (const file of files) {
    archive.addBuffer(await file.read(), file.path, { mtime, mode: 0o100644, forceDosTimestamp: true });
  }
  archive.end();
  await written;
}
