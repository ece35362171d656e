import { type Dirent, lstat, type Stats } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { IsovecError, TimeSlice, throwIfCancelled } from "@isovec/core";
import type { DiscoveredFile, Discovery } from "./folder-files.ts";
import { gitFiles } from "./git-files.ts";
import { isLinkedWorkTree, isWorkTree } from "./git-folder.ts";
import { GitRules } from "./git-rules.ts";
import { type IgnoreFiles, parentOf } from "./ignore-files.ts";
import { Patience } from "./patience.ts";
import { ignoreFilesOnDisk } from "./read-ignore-list.ts";
import { skipByPath, vendoredFolders } from "./skip-by-path.ts";
import type { SkipReason } from "./skip-reason.ts";
import { largestFile } from "./source.ts";

/** Asked for one at a time, 100,000 answers of Node's file threads take ten times as long as in such groups. */
const looksAtOnce = 64;

/** Git may have to read every folder of a large tree from a cold disk before its first word. */
const gitPatienceMs = 180_000;

type Look = { readonly path: string; readonly stats: Stats | undefined; readonly error?: Error };

class Discoverer {
  readonly found: Discovery = { files: [], errors: [] };
  readonly #slice = new TimeSlice();
  readonly #isovecIgnore: IgnoreFiles;

  constructor(
    private readonly root: string,
    private readonly signal: AbortSignal | undefined,
    private readonly patience: Patience,
  ) {
    this.#isovecIgnore = ignoreFilesOnDisk(root, ".isovecignore", patience);
  }

  /** @param folder relative, empty for the root or with a slash at its end */
  async folder(folder: string): Promise<void> {
    const absolute = join(this.root, folder);
    const listed = await this.patience.wait(absolute, () => gitFiles(absolute, this.signal), gitPatienceMs);
    throwIfCancelled(this.signal);
    // No file at all means that an outer repository ignores this folder: whoever opens it wants it all the same.
    if (listed === undefined || listed.length === 0) {
      return this.#walk(folder, folder, await GitRules.read(absolute, this.patience));
    }
    for (let first = 0; first < listed.length; first += looksAtOnce) {
      const group = listed.slice(first, first + looksAtOnce).map((path) => folder + path.replace(/\/$/, ""));
      for (const look of await this.#look(group)) await this.#take(look);
    }
  }

  /** What git listed: a folder in the list is a submodule or a repository of its own. */
  async #take({ path, stats }: Look): Promise<void> {
    if (stats === undefined) return;
    await this.#isovecIgnore.prepare(parentOf(path));
    if (stats.isDirectory()) await this.#repository(path, stats);
    else this.#add(path, stats);
  }

  async #repository(path: string, stats: Stats): Promise<void> {
    if (this.#isovecIgnore.folderRule(path) !== undefined || skipByPath(`${path}/`) !== undefined) return;
    if (await this.patience.wait(path, () => isLinkedWorkTree(join(this.root, path)))) {
      this.found.files.push({ path, size: 0, modifiedMs: stats.mtimeMs, skipped: "repository" });
    } else if (await this.patience.wait(path, () => isWorkTree(join(this.root, path)))) {
      // Of a submodule that has not been fetched git would list the folder itself, again and again.
      await this.folder(`${path}/`);
    }
  }

  /**
   * @param folder relative, empty for the root or with a slash at its end
   * @param top the folder for which the rules were read
   */
  async #walk(folder: string, top: string, rules: GitRules): Promise<void> {
    const entries = await this.#entries(folder);
    await this.#isovecIgnore.prepare(folder.replace(/\/$/, ""));
    await rules.prepare(folder.slice(top.length));
    const folders = new Set<string>();
    const paths: string[] = [];
    for (const entry of entries) {
      const path = folder + entry.name;
      const isFolder = entry.isDirectory();
      // A submodule's and a linked work tree's is a file.
      if (entry.name === ".git") continue;
      if (isFolder && vendoredFolders.has(entry.name.toLowerCase())) continue;
      const inside = path.slice(top.length);
      if ((isFolder ? rules.folderRule(inside) : rules.fileRule(inside)) !== undefined) continue;
      if (isFolder && this.#isovecIgnore.folderRule(path) !== undefined) continue;
      paths.push(path);
      if (isFolder) folders.add(path);
    }
    for (let first = 0; first < paths.length; first += looksAtOnce) {
      for (const { path, stats } of await this.#look(paths.slice(first, first + looksAtOnce))) {
        if (stats === undefined) continue;
        if (!folders.has(path) && !stats.isDirectory()) this.#add(path, stats);
        else if (await this.patience.wait(path, () => isWorkTree(join(this.root, path)))) {
          await this.#repository(path, stats);
        } else await this.#walk(`${path}/`, top, rules);
      }
    }
  }

  async #entries(folder: string): Promise<Dirent[]> {
    const absolute = join(this.root, folder);
    try {
      const entries = await this.patience.wait(absolute, () => readdir(absolute, { withFileTypes: true }));
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      // An unmounted disk must not pass for a folder whose files were all deleted.
      if (folder === "") {
        throw new IsovecError(
          "InputInvalid",
          `The folder ${this.root} cannot be read: ${(error as Error).message}.`,
          { remedy: "Check that it is there and may be read.", cause: error },
        );
      }
      this.found.errors.push({ path: folder.slice(0, -1), message: (error as Error).message });
      return [];
    }
  }

  /** Looks at a group of paths without following links; one that has gone since has no stats. */
  async #look(paths: readonly string[]): Promise<Look[]> {
    await this.#slice.rest();
    throwIfCancelled(this.signal);
    const look = (path: string): Promise<Look> =>
      new Promise((resolve) => {
        lstat(join(this.root, path), (error, stats) => {
          resolve(error === null ? { path, stats } : { path, stats: undefined, error });
        });
      });
    const first = join(this.root, paths[0] ?? "");
    const looks = await this.patience.wait(first, () => Promise.all(paths.map(look)));
    for (const { path, error } of looks) this.#noteError(path, error as NodeJS.ErrnoException | undefined);
    return looks;
  }

  #noteError(path: string, error: NodeJS.ErrnoException | undefined): void {
    if (error === undefined) return;
    const isGone = error.code === "ENOENT" || error.code === "ENOTDIR";
    if (!isGone) this.found.errors.push({ path, message: error.message });
    else if (path.includes("\ufffd"))
      this.found.errors.push({ path, message: "The name is not valid UTF-8." });
  }

  #add(path: string, stats: Stats): void {
    const file = discovered(path, stats);
    const isIgnored = stats.isFile() && this.#isovecIgnore.fileRule(path) !== undefined;
    this.found.files.push(isIgnored ? { ...file, skipped: "ignored" } : file);
  }
}

/** A file as its name and size tell of it, whatever `.isovecignore` says. */
export function discovered(path: string, stats: Stats): DiscoveredFile {
  const skip = (): SkipReason | undefined => {
    if (stats.isSymbolicLink()) return "symbolic-link";
    if (!stats.isFile()) return "not-a-file";
    return skipByPath(path)?.reason ?? (stats.size > largestFile ? "large" : undefined);
  };
  return { path, size: stats.size, modifiedMs: stats.mtimeMs, skipped: skip() };
}

/**
 * The files of a workspace: git's list where git has one, otherwise a walk by the same rules. Links are not followed,
 * so nothing outside of the root is found and no loop is entered. A folder that cannot be read is an error in the
 * answer. The event loop never waits for the drive.
 * @throws IsovecError `InputInvalid` when the root itself cannot be read, `Timeout` when its drive does not answer,
 *   `Cancelled`
 */
export async function discoverFiles(
  root: string,
  signal?: AbortSignal,
  patience: Patience = new Patience(root),
): Promise<Discovery> {
  const discoverer = new Discoverer(root, signal, patience);
  // A drive that has gone shows here within seconds; git would be waited for longer.
  await patience.wait(root, () => readdir(root).catch(() => undefined));
  await discoverer.folder("");
  return discoverer.found;
}
