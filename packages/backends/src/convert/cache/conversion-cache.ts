import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkEntry, writeRecord } from "./entry-record.ts";
import { unwritable } from "./unwritable-cache.ts";

/** One checkpoint on its way to one format. */
export interface Conversion {
  /** The model's name, for people. */
  readonly modelName: string;
  /** Folder of the format's entries inside of the cache folder: `onnx`, `gguf`. */
  readonly format: string;
  /** Everything the converted bytes depend on, as JSON; a version of the converter among it. */
  readonly meaning: unknown;
  /** The files of an entry, by their names in it. */
  readonly names: readonly string[];
  /** Writes the files of these names into a folder, which it creates. */
  write(directory: string): Promise<unknown>;
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly onConversion?: (() => void) | undefined;
}

/** What a converter is told, for what is converted unless the cache has it. */
export type CachedOptions<Options> = Options & {
  /** Called before a conversion begins; what it throws ends it. */
  readonly onConversion?: (() => void) | undefined;
};

/** A conversion takes seconds; a workshop this old belongs to a process that was killed. */
const abandonedAfterMilliseconds = 60 * 60 * 1000;

function entryName(meaning: unknown): string {
  return createHash("sha256").update(JSON.stringify(meaning)).digest("hex").slice(0, 32);
}

/** Folders in which entries are made, or put away to be deleted, beside the entries themselves. */
const workshopPrefix = "unfinished-";

async function sweepAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(workshopPrefix)) continue;
    const path = join(cache, name);
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - changed > abandonedAfterMilliseconds) await rm(path, { recursive: true, force: true });
  }
}

/** Moves a damaged entry away in one step, so that nobody loads it while it is being deleted. */
async function discard(entry: string, cache: string): Promise<void> {
  const away = join(cache, workshopPrefix + randomUUID());
  await rename(entry, away).catch((error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== "ENOENT") throw error;
  });
  await rm(away, { recursive: true, force: true });
}

/** What `rename` says of a place that is taken, by the platform. */
const placeTaken: ReadonlySet<string | undefined> = new Set(["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"]);

/** How often to look again while other processes put damaged and whole entries into one place. */
const mostAttempts = 20;

/** Puts a finished workshop in the entry's place, unless another process has put a whole one there meanwhile. */
async function publish(
  workshop: string,
  entry: string,
  cache: string,
  names: readonly string[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(workshop, entry);
      return;
    } catch (error) {
      if (!placeTaken.has((error as NodeJS.ErrnoException).code) || attempt === mostAttempts) throw error;
      const state = await checkEntry(entry, names);
      if (state === "whole") return;
      // Absent: another process has just moved a damaged one away.
      if (state === "damaged") await discard(entry, cache);
    }
  }
}

async function convertInto(entry: string, cache: string, conversion: Conversion): Promise<void> {
  await mkdir(cache, { recursive: true });
  await sweepAbandoned(cache);
  const workshop = join(cache, workshopPrefix + randomUUID());
  try {
    await conversion.write(workshop);
    await writeRecord(workshop, conversion.names);
    await publish(workshop, entry, cache, conversion.names);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * The converted files of a checkpoint, from the cache when they are there and whole, otherwise converted now. An entry
 * appears by one rename, so a killed process leaves none behind and two processes may convert at the same time.
 * @param cacheDirectory created when absent
 * @returns the folder that holds the files
 * @throws IsovecError as `write`, and `BackendUnavailable` when the folder cannot be written.
 */
export async function cachedConversion(cacheDirectory: string, conversion: Conversion): Promise<string> {
  const cache = join(cacheDirectory, conversion.format);
  const entry = join(cache, entryName(conversion.meaning));
  const state = await checkEntry(entry, conversion.names);
  if (state === "whole") return entry;
  if (state === "damaged") {
    conversion.onProgress?.(`the converted files of ${conversion.modelName} are damaged`);
  }
  conversion.onConversion?.();
  await convertInto(entry, cache, conversion).catch((error: unknown) => {
    throw unwritable(cache, error);
  });
  return entry;
}
