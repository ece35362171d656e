import { fileURLToPath } from "node:url";
import { IsovecError } from "@isovec/core";
import type { Scope } from "../composition/scope.ts";
import { CodeIndex } from "../composition/tokens.ts";
import type { CodeIndex as OpenCodeIndex, RefreshProgress } from "../index/code-index.ts";

/** A folder that the client has opened, with its own scope. */
interface Folder {
  readonly scope: Scope;
  readonly opening: Promise<OpenCodeIndex>;
}

export interface WorkspaceOptions {
  /** The scope of one folder; it is asked for the folder's index. */
  readonly openFolder: (root: string) => Scope;
}

/** The folders that are searched, each with its index. */
export class Workspace {
  private readonly folders: Map<string, Folder> = new Map();
  private readonly stopping = new AbortController();

  constructor(private readonly options: WorkspaceOptions) {}

  /** Opens the index of a folder. Folders that are not on this machine's disk are passed over. */
  add(uri: string): void {
    if (!uri.startsWith("file:") || this.folders.has(uri)) return;
    const scope = this.options.openFolder(fileURLToPath(uri));
    const opening = scope.resolve(CodeIndex);
    // Whoever asks for the index gets the failure; nobody having asked yet is no crash.
    opening.catch(() => undefined);
    this.folders.set(uri, { scope, opening });
  }

  async remove(uri: string): Promise<void> {
    const folder = this.folders.get(uri);
    this.folders.delete(uri);
    await folder?.scope.dispose();
  }

  /** @throws what opening one of them threw */
  indexes(): Promise<OpenCodeIndex[]> {
    return Promise.all([...this.folders.values()].map(({ opening }) => opening));
  }

  /** @throws IsovecError `IndexUnavailable` when the client has opened no folder. */
  async searchable(): Promise<OpenCodeIndex[]> {
    const indexes = await this.indexes();
    if (indexes.length > 0) return indexes;
    throw new IsovecError("IndexUnavailable", "No folder is open, so there is nothing to search.", {
      remedy: "Open a folder in the editor.",
    });
  }

  /** Brings all indexes up to date, one folder after the other: they share the engine. */
  async refresh(signal: AbortSignal, onProgress: (progress: RefreshProgress) => void): Promise<void> {
    const either = AbortSignal.any([signal, this.stopping.signal]);
    for (const index of await this.indexes()) await index.refresh({ signal: either, onProgress });
  }

  /** Stops what is under way; the scopes end with the server's. */
  stop(): void {
    this.stopping.abort();
  }
}
