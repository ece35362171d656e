import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { IsovecError, type ModelCard } from "@isovec/core";
import { architectureOf } from "../architectures/architecture-of.ts";
import { type ConvertOptions, convertToOnnx, onnxFilesIn } from "../convert-to-onnx.ts";
import type { OnnxFiles } from "../onnx/write-onnx.ts";
import { checkEntry, writeRecord } from "./entry-record.ts";

/** Raised whenever the converter writes other bytes for the same checkpoint. */
const converterVersion = 1;

/** A conversion takes seconds; a workshop this old belongs to a process that was killed. */
const abandonedAfterMilliseconds = 60 * 60 * 1000;

/** Everything the converted bytes depend on. */
function entryName(card: ModelCard): string {
  const config = architectureOf(card).configKeys.map((key) => [key, card.config[key] ?? null]);
  const meaning = [converterVersion, card.architecture, card.weightsSha256, config];
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

const names = Object.values(onnxFilesIn("")).map((file) => basename(file));

/** Puts a finished workshop in the entry's place, unless another process has put a whole one there meanwhile. */
async function publish(workshop: string, entry: string, cache: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(workshop, entry);
      return;
    } catch (error) {
      const state = await checkEntry(entry, names);
      if (state === "whole") return;
      if (state === "absent" || attempt === 3) throw error;
      await discard(entry, cache);
    }
  }
}

function unwritable(cache: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (IsovecError.is(error) || code === "") return error;
  return new IsovecError("BackendUnavailable", `The cache folder ${cache} cannot be written (${code}).`, {
    remedy: "Free some space or fix its permissions, or set another cache folder.",
    cause: error,
  });
}

async function convertInto(
  card: ModelCard,
  entry: string,
  cache: string,
  options: ConvertOptions,
): Promise<void> {
  await mkdir(cache, { recursive: true });
  await sweepAbandoned(cache);
  const workshop = join(cache, workshopPrefix + randomUUID());
  try {
    await convertToOnnx(card, workshop, options);
    await writeRecord(workshop, names);
    await publish(workshop, entry, cache);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * The converted files of a checkpoint, from the cache when they are there and whole, otherwise converted now. An entry
 * appears by one rename, so a killed process leaves none behind and two processes may convert at the same time.
 * @param cacheDirectory created when absent; entries lie in its folder `onnx`
 * @throws IsovecError as `convertToOnnx`, and `BackendUnavailable` when the folder cannot be written.
 */
export async function cachedOnnx(
  card: ModelCard,
  cacheDirectory: string,
  options: ConvertOptions = {},
): Promise<OnnxFiles> {
  const cache = join(cacheDirectory, "onnx");
  const entry = join(cache, entryName(card));
  const state = await checkEntry(entry, names);
  if (state !== "whole") {
    if (state === "damaged") options.onProgress?.(`the converted files of ${card.name} are damaged`);
    await convertInto(card, entry, cache, options).catch((error: unknown) => {
      throw unwritable(cache, error);
    });
  }
  return onnxFilesIn(entry);
}
