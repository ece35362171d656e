import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { Chunker } from "../chunk/chunker.ts";
import { discoverFiles } from "../discover/discover-files.ts";
import type { IndexStore } from "../store/index-store.ts";
import { examineFile, looksUnchanged } from "./examine-file.ts";
import { ScanWriter } from "./scan-writer.ts";

export interface FileError {
  readonly path: string;
  readonly message: string;
}

export interface ScanOptions {
  readonly root: string;
  readonly store: IndexStore;
  readonly chunker: Chunker;
  readonly signal: AbortSignal;
  /** Told how many files have been looked at. */
  readonly onProgress: (files: number) => void;
}

export interface ScanReport {
  readonly errors: FileError[];
  /** Whether chunks came or went. */
  readonly changed: boolean;
}

/** A reader cannot follow more, and counting chunks is not free. */
const reportEveryMs = 100;

/** Files cut by other rules than the present ones are cut anew. */
async function startAnewAfterNewRules(store: IndexStore, chunker: Chunker): Promise<void> {
  if (store.settings.get("chunker") === chunker.id) return;
  await store.connection.write(() => {
    store.files.forgetContents();
    store.settings.set("chunker", chunker.id);
  });
}

/** Brings files, chunks and words up to date with the disk: when it returns, everything can be found by its words. */
export async function scan({ root, store, chunker, signal, onProgress }: ScanOptions): Promise<ScanReport> {
  const { files, errors } = await discoverFiles(root, signal);
  await startAnewAfterNewRules(store, chunker);
  const unseen = new Map(store.files.all().map((record) => [record.path, record]));
  const writer = new ScanWriter(store);
  const slice = new TimeSlice();
  let reportedMs = 0;

  for (const [index, file] of files.entries()) {
    await slice.rest();
    throwIfCancelled(signal);
    const record = unseen.get(file.path);
    if (record === undefined || !looksUnchanged(file, record)) {
      try {
        const content = await examineFile(root, file, record, chunker);
        if (content !== "same") await writer.put(content);
        else if (record !== undefined) writer.confirm(record, file);
      } catch (error) {
        // A file that is gone since it was listed is deleted, not an error.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
          errors.push({ path: file.path, message: (error as Error).message });
        }
        continue;
      }
    }
    unseen.delete(file.path);
    if (writer.isFull) await writer.flush();
    if (performance.now() - reportedMs > reportEveryMs) {
      onProgress(index + 1);
      reportedMs = performance.now();
    }
  }
  await writer.flush();
  await writer.remove(unseen.keys());
  onProgress(files.length);
  return { errors, changed: writer.changed };
}
