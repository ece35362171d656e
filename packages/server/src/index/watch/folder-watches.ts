import type { IndexStore } from "../store/index-store.ts";
import { FolderWatch } from "./folder-watch.ts";
import { watchedFolders } from "./watched-folders.ts";

export interface FolderWatchesOptions {
  readonly root: string;
  readonly store: IndexStore;
  /** Told in a sentence that not every folder is watched. */
  readonly onNotice: (sentence: string) => void;
}

function tooManyFolders(message: string): string {
  return `Not every folder can be watched (${message}): what changes there is seen at the next refresh. On Linux, raise fs.inotify.max_user_watches.`;
}

/** Those who want to know of changes in the folders of one index. */
export class FolderWatches {
  readonly #watches = new Set<FolderWatch>();

  constructor(private readonly options: FolderWatchesOptions) {}

  /** @returns ends it; from then on changes are told */
  async add(onChange: () => void): Promise<() => void> {
    const { root, onNotice } = this.options;
    const onLimit = ({ message }: Error) => onNotice(tooManyFolders(message));
    const watch = new FolderWatch({ root, onChange, onLimit });
    this.#watches.add(watch);
    // A store that cannot be read is told of by whoever reads it next.
    await this.follow().catch(() => undefined);
    return () => {
      watch.close();
      this.#watches.delete(watch);
    };
  }

  /** Takes up the folders that the index holds now. */
  async follow(): Promise<void> {
    if (this.#watches.size === 0) return;
    const folders = await watchedFolders(this.options.store);
    for (const watch of this.#watches) watch.follow(folders);
  }

  close(): void {
    for (const watch of this.#watches) watch.close();
    this.#watches.clear();
  }
}
