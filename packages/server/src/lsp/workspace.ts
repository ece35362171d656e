import { fileURLToPath } from "node:url";
import { IsovecError } from "@isovec/core";
import type { Parts } from "../composition/parts.ts";
import { CodeIndex } from "../composition/tokens.ts";
import type { CodeIndex as OpenCodeIndex, RefreshProgress } from "../index/code-index.ts";
import { pathInside, placeOf } from "./documents/file-place.ts";

/** A folder that the client has opened, with its own parts. */
interface Folder {
  readonly parts: Parts;
  readonly opening: Promise<OpenCodeIndex>;
}

export interface WorkspaceOptions {
  /** The parts of one folder; they are asked for the folder's index. */
  readonly openFolder: (root: string) => Parts;
}

/** The folders that are searched, each with its index. */
export class Workspace {
  private readonly folders: Map<string, Folder> = new Map();
  private readonly stopping = new AbortController();
  private paused = false;

  constructor(private readonly options: WorkspaceOptions) {}

  /** Opens the index of a folder. Folders that are not on this machine's disk are passed over. */
  add(uri: string): void {
    if (!uri.startsWith("file:") || this.folders.has(uri)) return;
    this.open(uri);
  }

  async remove(uri: string): Promise<void> {
    const folder = this.folders.get(uri);
    this.folders.delete(uri);
    if (this.paused) await folder?.opening.then((index) => index.resume()).catch(() => undefined);
    await folder?.parts.dispose();
  }

  /**
   * Those that could be opened: a folder that is gone does not keep the others from being searched.
   * @throws why the first one could not be opened, when none could
   */
  async indexes(): Promise<OpenCodeIndex[]> {
    const opened = await this.settled();
    const indexes = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const refused = opened.find((one) => one.status === "rejected");
    if (refused !== undefined && indexes.length === 0) throw refused.reason;
    return indexes;
  }

  /** @throws IsovecError `IndexUnavailable` when the client has opened no folder. */
  async searchable(): Promise<OpenCodeIndex[]> {
    const indexes = await this.indexes();
    if (indexes.length > 0) return indexes;
    throw new IsovecError("IndexUnavailable", "No folder is open, so there is nothing to search.", {
      remedy: "Open a folder in the editor.",
    });
  }

  /**
   * Brings all indexes up to date, one folder after the other: they share the engine. Those that could not be opened
   * before are tried again.
   * @returns whether they are; a paused one is not
   * @throws the first failure, once the other folders are up to date
   */
  async refresh(signal: AbortSignal, onProgress: (progress: RefreshProgress) => void): Promise<boolean> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    await this.openAgain();
    const indexes = await this.indexes();
    const failures: unknown[] = [];
    for (const index of indexes) {
      try {
        await index.refresh({ signal: either, onProgress });
      } catch (error) {
        if (either.aborted) throw error;
        failures.push(error);
      }
    }
    for (const one of await this.settled()) if (one.status === "rejected") failures.push(one.reason);
    if (failures.length > 0) throw failures[0];
    return indexes.every((index) => index.status().state !== "paused");
  }

  /** Lets a refresh under way see what has changed since it read the disk. */
  async lookAgain(): Promise<void> {
    for (const index of await this.indexes()) await index.lookAgain();
  }

  /** Reads a file that has changed before a refresh looks at all of them. What fails here fails again there, and is told. */
  async lookAt(uri: string): Promise<void> {
    const place = await placeOf(uri);
    for (const index of await this.indexes()) {
      const path = place === undefined ? undefined : pathInside(index.root, place);
      if (path !== undefined) await index.lookAt(path).catch(() => undefined);
    }
  }

  /** Whether this client has paused its indexes. Another client of the same process may have paused them too. */
  get isPaused(): boolean {
    return this.paused;
  }

  /** Pauses all indexes, and those of folders that are added later. */
  async pause(): Promise<void> {
    this.paused = true;
    await Promise.all((await this.indexes()).map((index) => index.pause()));
  }

  /** @returns whether one was paused */
  async resume(): Promise<boolean> {
    this.paused = false;
    const indexes = await this.indexes();
    const werePaused = indexes.some((index) => index.status().state === "paused");
    for (const index of indexes) index.resume();
    return werePaused;
  }

  /** @throws IsovecError `IndexBusy`; indexes cleared before stay empty until the next refresh */
  async clear(): Promise<void> {
    for (const index of await this.indexes()) await index.clear();
  }

  private open(uri: string): void {
    const parts = this.options.openFolder(fileURLToPath(uri));
    const opening = parts.resolve(CodeIndex);
    // Whoever asks for the index gets the failure; nobody having asked yet is no crash.
    opening.catch(() => undefined);
    this.folders.set(uri, { parts, opening });
    if (this.paused) opening.then((index) => index.pause()).catch(() => undefined);
  }

  private settled(): Promise<PromiseSettledResult<OpenCodeIndex>[]> {
    return Promise.allSettled([...this.folders.values()].map(({ opening }) => opening));
  }

  private async openAgain(): Promise<void> {
    for (const [uri, folder] of [...this.folders]) {
      const isRefused = await folder.opening.then(
        () => false,
        () => true,
      );
      if (!isRefused || this.folders.get(uri) !== folder) continue;
      this.open(uri);
      await folder.parts.dispose();
    }
  }

  /** Stops what is under way, and leaves nothing paused to those who share the parts. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.paused) await this.resume().catch(() => undefined);
  }
}
