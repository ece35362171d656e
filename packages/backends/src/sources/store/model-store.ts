import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type HubReference, manifestFile } from "@isovec/core";
import { replaceFile } from "../../convert/replace-file.ts";

/** The whole of a commit's name. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** Whoever names no revision means the hub's own default. */
export const defaultRevision = "main";

/**
 * The models that were pulled, as folders: `hub/org--name/COMMIT`. A folder of that name is whole; a download on its way
 * lies beside it as `COMMIT.unfinished`. `revisions/` notes which commit a branch or a tag was when it was pulled.
 */
export class ModelStore {
  /** Absolute path. */
  readonly directory: string;

  constructor(cacheDirectory: string) {
    this.directory = join(cacheDirectory, "hub");
  }

  /** Folder of a model's commits. Hubs do not tell upper from lower case, nor do all disks. */
  modelDirectory(id: string): string {
    return join(this.directory, id.toLowerCase().replace("/", "--"));
  }

  commitDirectory(id: string, commit: string): string {
    return join(this.modelDirectory(id), commit);
  }

  /** Folder in which a commit is put together; what lies in it is continued, not begun again. */
  unfinishedDirectory(id: string, commit: string): string {
    return `${this.commitDirectory(id, commit)}.unfinished`;
  }

  lockFile(id: string, commit: string): string {
    return `${this.commitDirectory(id, commit)}.lock`;
  }

  /**
   * Absolute path of the folder of a model that was pulled, or undefined. Without a revision it is what the hub's default
   * was, or the one commit that is here.
   */
  find({ id, revision }: HubReference): string | undefined {
    const commit =
      this.commitOf(id, revision ?? defaultRevision) ??
      (revision === undefined ? this.onlyCommit(id) : undefined);
    const directory = commit === undefined ? undefined : this.commitDirectory(id, commit);
    return directory !== undefined && existsSync(join(directory, manifestFile)) ? directory : undefined;
  }

  /** The commits of a model that are here, whole or not. */
  async commits(id: string): Promise<string[]> {
    const names = await readdir(this.modelDirectory(id)).catch(() => []);
    return [...new Set(names.map((name) => name.replace(/\.unfinished$/, "")))].filter(isCommit).sort();
  }

  /** Notes which commit a branch or a tag is. */
  async recordRevision(id: string, revision: string, commit: string): Promise<void> {
    if (isCommit(revision)) return;
    await mkdir(this.revisionsDirectory(id), { recursive: true });
    await replaceFile(this.revisionFile(id, revision), async (handle) => {
      await handle.writeFile(`${commit}\n`);
    });
  }

  /** The branches and tags that were a commit when they were pulled. */
  revisionsOf(id: string, commit: string): string[] {
    try {
      return readdirSync(this.revisionsDirectory(id))
        .map(decodeURIComponent)
        .filter((revision) => this.commitOf(id, revision) === commit)
        .sort();
    } catch {
      return [];
    }
  }

  /** Removes a commit, a download of it on its way included, and what was noted of it. */
  async removeCommit(id: string, commit: string): Promise<void> {
    const revisions = this.revisionsOf(id, commit);
    const directory = this.commitDirectory(id, commit);
    const away = this.unfinishedDirectory(id, commit);
    await rm(away, { recursive: true, force: true });
    // In one step, so that nobody loads it while it is being deleted.
    if (await isFolder(directory)) await rename(directory, away);
    await rm(away, { recursive: true, force: true });
    for (const revision of revisions) await rm(this.revisionFile(id, revision), { force: true });
  }

  /** Forgets a model of which no commit is left. */
  async forget(id: string): Promise<void> {
    if ((await this.commits(id)).length > 0) return;
    await rm(this.modelDirectory(id), { recursive: true, force: true });
  }

  private commitOf(id: string, revision: string): string | undefined {
    if (isCommit(revision)) return revision;
    try {
      const noted = readFileSync(this.revisionFile(id, revision), "utf8").trim();
      if (isCommit(noted)) return noted;
    } catch {
      // A commit's name may be cut short, as git does.
    }
    return /^[0-9a-f]{7,39}$/.test(revision) ? this.onlyCommit(id, revision) : undefined;
  }

  /** The commit that begins so, when there is one and no other. */
  private onlyCommit(id: string, start = ""): string | undefined {
    try {
      const found = readdirSync(this.modelDirectory(id)).filter(
        (name) => isCommit(name) && name.startsWith(start),
      );
      return found.length === 1 ? found[0] : undefined;
    } catch {
      return undefined;
    }
  }

  private revisionsDirectory(id: string): string {
    return join(this.modelDirectory(id), "revisions");
  }

  private revisionFile(id: string, revision: string): string {
    return join(this.revisionsDirectory(id), encodeURIComponent(revision));
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
