import type { DiscoveredFile } from "../discover/discover-files.ts";
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

  put(content: FileContent): void {
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
    await store.connection.write(() => {
      for (const { record, file } of confirms) {
        store.files.confirm(record.id, file.size, file.modifiedMs, checkedMs);
      }
      const replaced = puts.filter((content) => store.files.put(content));
      if (replaced.length > 0) this.#noteChange();
    });
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
