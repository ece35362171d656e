import { type Dirent, lstatSync, readFileSync, type Stats } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import { gitFiles } from "./git-files.ts";
import { IgnoreFiles } from "./ignore-files.ts";
import { largestFile } from "./read-source.ts";
import { skipByPath, vendoredFolders } from "./skip-by-path.ts";
import type { SkipReason } from "./skip-reason.ts";

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

/** Whether a folder is a linked work tree (`git worktree add`): the same code again on another branch. */
function isLinkedWorkTree(folder: string): boolean {
  try {
    return /[\\/]worktrees[\\/]/.test(readFileSync(join(folder, ".git"), "utf8"));
  } catch {
    return false;
  }
}

class Discoverer {
  readonly found: Discovery = { files: [], errors: [] };
  readonly #slice = new TimeSlice();
  readonly #isovecIgnore: IgnoreFiles;
  readonly #gitIgnore: IgnoreFiles;

  constructor(
    private readonly root: string,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#isovecIgnore = new IgnoreFiles(root, ".isovecignore");
    this.#gitIgnore = new IgnoreFiles(root, ".gitignore");
  }

  async folder(folder: string): Promise<void> {
    const listed = await gitFiles(join(this.root, folder), this.signal);
    throwIfCancelled(this.signal);
    // No file at all means that an outer repository ignores this folder: whoever opens it wants it all the same.
    if (listed === undefined || listed.length === 0) return this.#walk(folder);
    for (const path of listed) {
      await this.#slice.rest();
      throwIfCancelled(this.signal);
      await this.#look(folder + path);
    }
  }

  /** A look at what git listed: a folder in the list is a submodule or a repository of its own. */
  async #look(listed: string): Promise<void> {
    const path = listed.endsWith("/") ? listed.slice(0, -1) : listed;
    const stats = this.#stat(path);
    if (stats === undefined) return;
    if (!stats.isDirectory()) return this.#add(path, stats);
    if (this.#isovecIgnore.ignoresFolder(path) || skipByPath(`${path}/`) !== undefined) return;
    if (isLinkedWorkTree(join(this.root, path))) {
      this.found.files.push({ path, size: 0, modifiedMs: stats.mtimeMs, skipped: "repository" });
    } else {
      await this.folder(`${path}/`);
    }
  }

  async #walk(folder: string): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await readdir(join(this.root, folder), { withFileTypes: true });
    } catch (error) {
      // An unmounted disk must not pass for a folder whose files were all deleted.
      if (folder === "") {
        throw new IsovecError(
          "InputInvalid",
          `The folder ${this.root} cannot be read: ${(error as Error).message}.`,
          { remedy: "Check that it is there and may be read.", cause: error },
        );
      }
      this.found.errors.push({ path: folder.slice(0, -1), message: (error as Error).message });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      await this.#slice.rest();
      throwIfCancelled(this.signal);
      const path = folder + entry.name;
      if (entry.isDirectory()) {
        if (vendoredFolders.has(entry.name.toLowerCase())) continue;
        if (this.#gitIgnore.ignoresFolder(path) || this.#isovecIgnore.ignoresFolder(path)) continue;
        await this.#walk(`${path}/`);
      } else if (!this.#gitIgnore.ignoresFile(path)) {
        const stats = this.#stat(path);
        if (stats !== undefined) this.#add(path, stats);
      }
    }
  }

  #stat(path: string): Stats | undefined {
    try {
      const stats = lstatSync(join(this.root, path), { throwIfNoEntry: false });
      if (stats === undefined && path.includes("\ufffd")) {
        this.found.errors.push({ path, message: "The name is not valid UTF-8." });
      }
      return stats;
    } catch (error) {
      this.found.errors.push({ path, message: (error as Error).message });
      return undefined;
    }
  }

  #add(path: string, stats: Stats): void {
    const skip = (): SkipReason | undefined => {
      if (stats.isSymbolicLink()) return "symbolic-link";
      if (!stats.isFile()) return "not-a-file";
      if (this.#isovecIgnore.ignoresFile(path)) return "ignored";
      return skipByPath(path) ?? (stats.size > largestFile ? "large" : undefined);
    };
    this.found.files.push({
      path,
      size: stats.size,
      modifiedMs: stats.mtimeMs,
      skipped: skip(),
    });
  }
}

/**
 * The files of a workspace: git's list where git has one, otherwise a walk by the same rules. Links are not followed,
 * so nothing outside of the root is found and no loop is entered. A folder that cannot be read is an error in the
 * answer.
 * @throws IsovecError `InputInvalid` when the root itself cannot be read, `Cancelled`
 */
export async function discoverFiles(root: string, signal?: AbortSignal): Promise<Discovery> {
  const discoverer = new Discoverer(root, signal);
  await discoverer.folder("");
  return discoverer.found;
}
