import type { CommitHistory } from "../history/commit-history.ts";
import type { SkipReason } from "./skip-reason.ts";
import type { Source } from "./source.ts";

/** A file of the workspace as a look at its name and size shows it. */
export interface DiscoveredFile {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** Why it is left out unread. */
  readonly skipped: SkipReason | undefined;
}

export interface Discovery {
  readonly files: DiscoveredFile[];
  readonly errors: { readonly path: string; readonly message: string }[];
}

/** What an index has to know of the folder that it is of, wherever that lies. Paths are relative, with forward slashes. */
export interface FolderFiles {
  /** The files that are there now, those that are left out unread among them. @throws IsovecError `Cancelled` */
  discover(signal: AbortSignal): Promise<Discovery>;
  /**
   * One file as `discover` would list it; undefined where it is gone, or only `discover` can tell.
   * @param isListed whether `discover` has listed it before
   */
  look(path: string, isListed: boolean): Promise<DiscoveredFile | undefined>;
  /** Where a file lies for other processes to read; undefined where none can. */
  placeOf(path: string): string | undefined;
  /** Reads one file. @throws why it cannot be read; an error of the code `ENOENT` where it is gone */
  read(path: string): Promise<Source>;
  /** What was changed lately, the newest first, as far as that can be told at once. */
  recentChanges(signal: AbortSignal): Promise<readonly string[]>;
  /** What was said of changes to the files, as far as that can be told in seconds. */
  history(signal: AbortSignal): Promise<CommitHistory | undefined>;
  /** Whether discovery would list a file that is not there yet, once it is saved. */
  mayListNew(path: string): Promise<boolean>;
}
