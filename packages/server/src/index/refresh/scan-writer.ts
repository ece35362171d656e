import { setImmediate } from "node:timers/promises";
import type { DiscoveredFile } from "../discover/folder-files.ts";
import type { FileContent, FileRecord } from "../store/file-records.ts";
import type { IndexStore } from "../store/index-store.ts";

/** So many chunks make a transaction of some tens of milliseconds. */
const chunksAtOnce = 96;
const filesAtOnce = 64;

/** Gathers what a scan has found and writes it in transactions that are large enough to be cheap. */
export class ScanWriter {
  #puts: FileContent[] = [];
  #confirms: { record: FileRecord; file: DiscoveredFile }[] = [];
  #chunks = 0;
  /** Whether anything a search could see has changed. */
  changed = false;

  constructor(private readonly store: IndexStore) {}

  async put(content: FileContent): Promise<void> {
    if (content.chunks.length > 2 * chunksAtOnce) return this.#putInParts(content);
    this.#puts.push(content);
    this.#chunks += content.chunks.length;
  }

  confirm(record: FileRecord, file: DiscoveredFile): void {
    this.#confirms.push({ record, file });
  }

  get isFull(): boolean {
    return this.#chunks >= chunksAtOnce || this.#puts.length + this.#confirms.length >= filesAtOnce;
  }

  async flush(): Promise<void> {
    const { store } = this;
    const [puts, confirms] = [this.#puts, this.#confirms];
    this.#puts = [];
    this.#confirms = [];
    this.#chunks = 0;
    if (puts.length === 0 && confirms.length === 0) return;
    const checkedMs = Date.now();
    let changed = false;
    await store.connection.write(() => {
      for (const { record, file } of confirms) {
        store.files.confirm(record.id, file.size, file.modifiedMs, checkedMs);
      }
      for (const content of puts) {
        if (store.files.has(content)) continue;
        const fileId = store.files.begin(content);
        store.files.addChunks(fileId, content.path, content.chunks);
        store.files.finish(fileId, content.sha256);
        changed = true;
      }
      if (changed) this.#noteChange();
    });
  }

  /** A file of a mebibyte would hold up everything else for a third of a second. */
  async #putInParts(content: FileContent): Promise<void> {
    const { files, connection } = this.store;
    let fileId: number | undefined;
    for (let first = 0; first < content.chunks.length; first += chunksAtOnce) {
      const goesOn = await connection.write(() => {
        if (fileId === undefined) {
          if (files.has(content)) return false;
          fileId = files.begin(content);
        } else if (!files.isThere(fileId)) {
          // Another process has begun on the file after us, and will finish it.
          return false;
        }
        files.addChunks(fileId, content.path, content.chunks.slice(first, first + chunksAtOnce));
        this.#noteChange();
        return true;
      });
      if (!goesOn) return;
      await setImmediate();
    }
    if (fileId !== undefined) files.finish(fileId, content.sha256);
  }

  async remove(paths: Iterable<string>): Promise<void> {
    const { store } = this;
    const doomed = [...paths];
    for (let first = 0; first < doomed.length; first += filesAtOnce) {
      await store.connection.write(() => {
        for (const path of doomed.slice(first, first + filesAtOnce)) store.files.remove(path);
        this.#noteChange();
      });
    }
  }

  #noteChange(): void {
    this.changed = true;
    this.store.settings.countChange("chunks");
  }
}
