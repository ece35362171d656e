import { IsovecError } from "@isovec/core/browser";
import type { IndexStatus } from "@isovec/core/protocol";
import { StructureChunker } from "../index/chunk/structure-chunker.ts";
import type { CodeIndex, RefreshProgress } from "../index/code-index.ts";
import { IndexStore } from "../index/store/index-store.ts";
import { WorkspaceIndex } from "../index/workspace-index.ts";
import { mergeStatus } from "../lsp/merge-status.ts";
import type { ClientFiles } from "./client-files.ts";
import { ClientFolder } from "./client-folder.ts";
import { placeOf } from "./instead/file-place.ts";
import type { StaticModel } from "./static-model.ts";

interface Folder {
  readonly files: ClientFolder;
  readonly opening: Promise<CodeIndex>;
}

/** The folders that the client has open, each with an index in this worker's memory. */
export class WebIndexes {
  readonly #folders = new Map<string, Folder>();
  #isPaused = false;

  constructor(
    private readonly model: () => Promise<StaticModel>,
    private readonly client: ClientFiles,
  ) {}

  add(uri: string): void {
    const root = uri.replace(/\/$/, "");
    if (this.#folders.has(root)) return;
    const files = new ClientFolder(root, this.client);
    const opening = this.#open(root, files);
    // Whoever asks for the index gets the failure.
    opening.catch(() => undefined);
    this.#folders.set(root, { files, opening });
  }

  async remove(uri: string): Promise<void> {
    const root = uri.replace(/\/$/, "");
    const folder = this.#folders.get(root);
    this.#folders.delete(root);
    await (await folder?.opening.catch(() => undefined))?.close();
  }

  /** Files have changed. */
  async changed(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      const place = await placeOf(uri);
      for (const { files } of this.#folders.values()) if (place !== undefined) files.changed(place);
    }
  }

  /** Asks the client for everything again at the next refresh. */
  forgetListings(): void {
    for (const { files } of this.#folders.values()) files.forget();
  }

  indexes(): Promise<CodeIndex[]> {
    return Promise.all([...this.#folders.values()].map(({ opening }) => opening));
  }

  /** @throws IsovecError `IndexUnavailable` when the client has opened no folder */
  async searchable(): Promise<CodeIndex[]> {
    const indexes = await this.indexes();
    if (indexes.length > 0) return indexes;
    throw new IsovecError("IndexUnavailable", "No folder is open, so there is nothing to search.", {
      remedy: "Open a folder in the editor.",
    });
  }

  /**
   * One folder after the other: they share the engine.
   * @throws the first failure, once the other folders are up to date
   */
  async refresh(signal: AbortSignal, onProgress: (progress: RefreshProgress) => void): Promise<void> {
    const failures: unknown[] = [];
    for (const index of await this.indexes()) {
      try {
        await index.refresh({ signal, onProgress });
      } catch (error) {
        if (signal.aborted) throw error;
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async lookAgain(): Promise<void> {
    for (const index of await this.indexes()) await index.lookAgain();
  }

  /** Pauses all indexes, and those of folders that are added later. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await Promise.all((await this.indexes()).map((index) => index.pause()));
  }

  async resume(): Promise<void> {
    this.#isPaused = false;
    for (const index of await this.indexes()) index.resume();
  }

  async clear(): Promise<void> {
    for (const index of await this.indexes()) await index.clear();
  }

  async status(): Promise<IndexStatus> {
    const statuses = (await this.indexes()).map((index) => index.status());
    // There is no place to show.
    return { ...mergeStatus(statuses, (await this.model()).vectorSpace.id), locations: [] };
  }

  async close(): Promise<void> {
    for (const root of [...this.#folders.keys()]) await this.remove(root);
  }

  async #open(root: string, files: ClientFolder): Promise<CodeIndex> {
    const model = await this.model();
    const { vectorSpace } = model;
    const index = new WorkspaceIndex({
      root,
      files,
      vectorSpace,
      store: await IndexStore.open(root, vectorSpace, () => undefined),
      chunker: new StructureChunker(vectorSpace.maxTokens),
      embedder: () => model.embedder(),
    });
    if (this.#isPaused) await index.pause();
    return index;
  }
}
