import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import type { Chunker } from "../chunk/chunker.ts";
import type { DiscoveredFile, FolderFiles } from "../discover/folder-files.ts";
import type { FileContent, FileRecord } from "../store/file-records.ts";
import type { IndexStore } from "../store/index-store.ts";
import { examineFile, looksUnchanged } from "./examine-file.ts";
import { ScanWriter } from "./scan-writer.ts";

export interface FileError {
  readonly path: string;
  readonly message: string;
}

export interface ScanOptions {
  readonly folder: FolderFiles;
  readonly store: IndexStore;
  readonly chunker: Chunker;
  readonly signal: AbortSignal;
  /** Told how many files have been looked at, of how many. */
  readonly onProgress: (files: number, of: number) => void;
}

export interface ScanReport {
  readonly errors: FileError[];
  /** Whether chunks came or went. */
  readonly changed: boolean;
}

/** A reader cannot follow more, and counting chunks is not free. */
const reportEveryMs = 100;

/** Files cut by other rules than the present ones are cut anew. */
async function startAnew(store: IndexStore, chunker: Chunker): Promise<void> {
  await store.connection.write(() => {
    store.files.forgetContents();
    store.settings.set("chunker", chunker.id);
  });
}

/** So many files are read and parsed while others are written. */
const filesAhead = 24;

interface Look {
  readonly file: DiscoveredFile;
  readonly record: FileRecord | undefined;
  /** undefined when size and time say that nothing has changed. */
  readonly examined: Promise<FileContent | "same" | Error> | undefined;
}

/** As `examineFile`, with an error as a result: it may come before anybody waits for it. */
function examined(...parts: Parameters<typeof examineFile>): Promise<FileContent | "same" | Error> {
  return examineFile(...parts).catch((error: Error) => error);
}

/** The looks at files in their order, some of them begun before their turn. */
function* lookAhead(files: readonly DiscoveredFile[], look: (file: DiscoveredFile) => Look): Generator<Look> {
  const begun: Look[] = [];
  for (const file of files) {
    begun.push(look(file));
    if (begun.length > filesAhead) yield begun.shift() as Look;
  }
  yield* begun;
}

/** Brings files, chunks and words up to date with the disk: when it returns, everything can be found by its words. */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { folder, store, chunker, signal, onProgress } = options;
  const areRulesNew = store.settings.get("chunker") !== chunker.id;
  // All files will be cut: what that takes starts while they are listed.
  if (areRulesNew) chunker.prepare?.();
  const { files, errors } = await folder.discover(signal);
  if (areRulesNew) await startAnew(store, chunker);
  const unseen = new Map(store.files.all().map((record) => [record.path, record]));
  const writer = new ScanWriter(store);
  const slice = new TimeSlice();
  let reportedMs = 0;

  const look = (file: DiscoveredFile): Look => {
    const record = unseen.get(file.path);
    const isUnchanged = record !== undefined && looksUnchanged(file, record);
    return { file, record, examined: isUnchanged ? undefined : examined(folder, file, record, chunker) };
  };
  let index = 0;
  for (const { file, record, examined } of lookAhead(files, look)) {
    index++;
    await slice.rest();
    throwIfCancelled(signal);
    const content = await examined;
    if (content instanceof Error) {
      // A drive that does not answer says nothing of its files: what is known of them stays.
      if (IsovecError.is(content) && content.name === "Timeout") throw content;
      // A file that is gone since it was listed is deleted, not an error.
      if ((content as NodeJS.ErrnoException).code !== "ENOENT") {
        errors.push({ path: file.path, message: content.message });
      }
      continue;
    }
    if (content !== undefined && content !== "same") await writer.put(content);
    else if (content === "same" && record !== undefined) writer.confirm(record, file);
    unseen.delete(file.path);
    if (writer.isFull) await writer.flush();
    if (performance.now() - reportedMs > reportEveryMs) {
      onProgress(index, files.length);
      reportedMs = performance.now();
    }
  }
  await writer.flush();
  await writer.remove(unseen.keys());
  onProgress(files.length, files.length);
  return { errors, changed: writer.changed };
}
