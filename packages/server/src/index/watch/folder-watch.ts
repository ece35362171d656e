import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** A burst, say a branch switch, is one change; one that does not end is told of now and then. */
const silenceMs = 50;
const longestBurstMs = 1_000;

export interface FolderWatchOptions {
  readonly root: string;
  /** Something in a watched folder came, went or changed. */
  readonly onChange: () => void;
  /** The system watches no more folders: what changes there is not told. Called once. */
  readonly onLimit: (error: Error) => void;
}

/**
 * Watches the folders that hold indexed files, and no others: `node_modules` alone would take more of the system's
 * watches than everything else. A new folder shows in the one that it is in.
 */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #silence: NodeJS.Timeout | undefined;
  #burstSince: number | undefined;
  #isLimited = false;
  #isClosed = false;

  constructor(private readonly options: FolderWatchOptions) {}

  /**
   * Watches these folders from now on.
   * @param folders relative to the root, the root itself as the empty string
   */
  follow(folders: ReadonlySet<string>): void {
    if (this.#isClosed) return;
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#silence);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(join(this.options.root, folder), { persistent: false }, () => this.#changed());
      watcher.on("error", () => this.#forget(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A folder that is gone is seen to be gone in the one above.
      if (code !== "ENOSPC" && code !== "EMFILE") return;
      if (!this.#isLimited) this.options.onLimit(error as Error);
      this.#isLimited = true;
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
    this.#changed();
  }

  #changed(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#burstSince ??= now;
    clearTimeout(this.#silence);
    if (now - this.#burstSince > longestBurstMs) this.#tell();
    else this.#silence = setTimeout(() => this.#tell(), silenceMs).unref();
  }

  #tell(): void {
    this.#burstSince = undefined;
    this.options.onChange();
  }
}
