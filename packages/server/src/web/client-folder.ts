import { IsovecError, sha256OfBytes, throwIfCancelled } from "@isovec/core/browser";
import type { FolderEntry } from "@isovec/core/protocol";
import type { DiscoveredFile, Discovery, FolderFiles } from "../index/discover/folder-files.ts";
import { IgnoreFiles, type IgnoreList, ignoreListOf, parentOf } from "../index/discover/ignore-files.ts";
import { skipByPath, vendoredFolders } from "../index/discover/skip-by-path.ts";
import type { SkipReason } from "../index/discover/skip-reason.ts";
import { largestFile, type Source, sourceOf } from "../index/discover/source.ts";
import type { ClientFiles } from "./client-files.ts";
import { pathInside, uriOf } from "./instead/file-place.ts";

/** So many folders are asked for at once: each may be a call over a network. */
const foldersAtOnce = 16;
/** An index of more would take a gigabyte of a browser's memory. */
const mostFiles = 50_000;

/**
 * A folder that only the client can reach. What it has told of a folder is believed until it tells of a change there:
 * asking again may cost a call over a network.
 */
export class ClientFolder implements FolderFiles {
  readonly #listed = new Map<string, Promise<readonly FolderEntry[]>>();
  /** When the client told of a file's change: not every file system keeps times. */
  readonly #changedMs = new Map<string, number>();

  /** The URI of the root; that of a whole drive ends with its slash. */
  get #top(): string {
    return /^[^:/]+:(?:\/\/[^/]*)?$/.test(this.root) ? `${this.root}/` : this.root;
  }

  /** @param root the folder's URI, without a slash at its end */
  constructor(
    private readonly root: string,
    private readonly client: ClientFiles,
  ) {}

  /** The client tells of a change. @param place as `placeOf` gives it; what lies elsewhere is passed over */
  changed(place: string): void {
    const path = pathInside(this.root, place);
    if (path === undefined) return;
    this.#changedMs.set(path, Date.now());
    this.#forgetAround(path);
    // A folder that is new, or has another's name, holds what nobody knows.
    for (const folder of [...this.#listed.keys()]) {
      if (folder === path || folder.startsWith(`${path}/`)) this.#listed.delete(folder);
    }
  }

  /** The folder that a path is in may itself be new to one that is known. */
  #forgetAround(path: string): void {
    for (let folder = parentOf(path); !this.#listed.delete(folder) && folder !== ""; )
      folder = parentOf(folder);
  }

  /** Believes nothing any more of what was told. */
  forget(): void {
    this.#listed.clear();
  }

  async discover(signal: AbortSignal): Promise<Discovery> {
    const found: Discovery = { files: [], errors: [] };
    const ignored = [this.#ignoreFiles(".gitignore"), this.#ignoreFiles(".isovecignore")];
    let folders = [""];
    while (folders.length > 0) {
      throwIfCancelled(signal);
      if (found.files.length > mostFiles) {
        const message = `Not all of it is searched in a browser: it has more than ${mostFiles} files.`;
        found.errors.push({ path: folders[0] ?? "", message });
        break;
      }
      const now = folders.splice(0, foldersAtOnce);
      const inside = await Promise.all(now.map((folder) => this.#walk(folder, ignored, found)));
      folders = [...inside.flat(), ...folders];
    }
    found.files.sort((a, b) => (a.path < b.path ? -1 : 1));
    return found;
  }

  async read(path: string): Promise<Source> {
    const bytes = await this.client.read({ uri: uriOf(this.root, path), limit: largestFile + 1 });
    if (bytes === null) throw Object.assign(new Error(`${path} is gone.`), { code: "ENOENT" });
    return sourceOf(path, bytes, await sha256OfBytes(bytes));
  }

  /** The client alone reads its files. */
  placeOf(): undefined {}

  /** The client tells of a change before it asks for anything else, and listing again is as quick. */
  async look(): Promise<undefined> {}

  /** Nobody here knows of commits. */
  async recentChanges(): Promise<readonly string[]> {
    return [];
  }

  async history(): Promise<undefined> {}

  async mayListNew(path: string): Promise<boolean> {
    if (skipByPath(path) !== undefined) return false;
    const folder = parentOf(path);
    for (const name of [".gitignore", ".isovecignore"]) {
      const rules = this.#ignoreFiles(name);
      await rules.prepare(folder);
      if (rules.fileRule(path) !== undefined) return false;
    }
    const entries = await this.#list(folder).catch(() => []);
    return !entries.some(({ name }) => path === (folder === "" ? name : `${folder}/${name}`));
  }

  /** @returns the folders in it */
  async #walk(folder: string, ignored: readonly IgnoreFiles[], found: Discovery): Promise<string[]> {
    const entries = await this.#entries(folder, found);
    await Promise.all(ignored.map((rules) => rules.prepare(folder)));
    const folders: string[] = [];
    for (const { name, kind, size, modifiedMs } of entries) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (name === ".git") continue;
      const [byGit, byOurs] = ignored.map((rules) =>
        kind === "folder" ? rules.folderRule(path) : rules.fileRule(path),
      );
      if (byGit !== undefined) continue;
      if (kind === "folder") {
        if (byOurs === undefined && !vendoredFolders.has(name.toLowerCase())) folders.push(path);
        continue;
      }
      const skipped = skipOf(path, kind, size, byOurs !== undefined);
      found.files.push({ path, size, modifiedMs: this.#timeOf(path, modifiedMs), skipped });
    }
    return folders;
  }

  async #entries(folder: string, found: Discovery): Promise<readonly FolderEntry[]> {
    try {
      return await this.#list(folder);
    } catch (error) {
      const { message } = error as Error;
      // A file system that has gone must not pass for a folder whose files were all deleted.
      if (folder === "") {
        throw new IsovecError("InputInvalid", `The folder ${this.root} cannot be read: ${message}.`, {
          remedy: "Check that it is there and may be read.",
          cause: error,
        });
      }
      if (await this.#isListed(folder)) found.errors.push({ path: folder, message });
      return [];
    }
  }

  /** Whether a folder that cannot be read is there, as the one around it says now. */
  async #isListed(folder: string): Promise<boolean> {
    this.#forgetAround(folder);
    const entries = await this.#list(parentOf(folder)).catch(() => []);
    return entries.some(({ name }) => name === folder.slice(folder.lastIndexOf("/") + 1));
  }

  #list(folder: string): Promise<readonly FolderEntry[]> {
    let listed = this.#listed.get(folder);
    if (listed === undefined) {
      listed = this.client.list({ uri: folder === "" ? this.#top : uriOf(this.root, folder) });
      listed.catch(() => this.#listed.delete(folder));
      this.#listed.set(folder, listed);
    }
    return listed;
  }

  #ignoreFiles(name: string): IgnoreFiles {
    return new IgnoreFiles(async (folder): Promise<IgnoreList | undefined> => {
      const entries = await this.#list(folder).catch(() => []);
      if (!entries.some((entry) => entry.name === name)) return undefined;
      const source = uriOf(this.root, folder === "" ? name : `${folder}/${name}`);
      const bytes = await this.client.read({ uri: source, limit: largestFile }).catch(() => null);
      return bytes === null ? undefined : ignoreListOf(source, new TextDecoder().decode(bytes), false);
    });
  }

  #timeOf(path: string, modifiedMs: number): DiscoveredFile["modifiedMs"] {
    return Math.max(modifiedMs, this.#changedMs.get(path) ?? 0);
  }
}

function skipOf(
  path: string,
  kind: FolderEntry["kind"],
  size: number,
  isIgnored: boolean,
): SkipReason | undefined {
  if (kind === "link") return "symbolic-link";
  if (kind !== "file") return "not-a-file";
  if (isIgnored) return "ignored";
  return skipByPath(path)?.reason ?? (size > largestFile ? "large" : undefined);
}
