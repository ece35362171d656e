import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { CommitHistory } from "../history/commit-history.ts";
import { mayList, mayListNewFile } from "../overlay/may-list.ts";
import { discovered, discoverFiles } from "./discover-files.ts";
import type { DiscoveredFile, Discovery, FolderFiles } from "./folder-files.ts";
import { gitChanges, gitCommits, gitHead } from "./git-files.ts";
import { Patience } from "./patience.ts";
import { readSource } from "./read-source.ts";
import type { Source } from "./source.ts";

/** What was changed lately is a hint, and not waited for longer. */
const gitMs = 2_000;

/** What was said before so many commits is of another time. Git reads them in 0.1 to 0.4 s. */
const commitsRead = 5_000;
const historyMs = 5_000;

/** A folder on a disk of this machine. No call waits for its drive for ever. */
export class DiskFolder implements FolderFiles {
  #history: { readonly head: string | undefined; readonly said: CommitHistory | undefined } | undefined;

  constructor(
    private readonly root: string,
    private readonly patience: Patience = new Patience(root),
  ) {}

  discover(signal: AbortSignal): Promise<Discovery> {
    return discoverFiles(this.root, signal, this.patience);
  }

  look(path: string, isListed: boolean): Promise<DiscoveredFile | undefined> {
    return this.patience.wait(path, async () => {
      const stats = await lstat(join(this.root, path)).catch(() => undefined);
      if (stats === undefined || !(isListed || (await mayList(this.root, path)))) return undefined;
      return discovered(path, stats);
    });
  }

  placeOf(path: string): string {
    return join(this.root, path);
  }

  /** @throws the system's error, or IsovecError `Timeout` when the drive does not answer */
  read(path: string): Promise<Source> {
    return this.patience.wait(path, () => readSource(join(this.root, path), path));
  }

  /** What the last commits changed, as far as git says so in time. */
  async recentChanges(signal: AbortSignal): Promise<readonly string[]> {
    return (await gitChanges(this.root, AbortSignal.any([signal, AbortSignal.timeout(gitMs)]))) ?? [];
  }

  /** What the last commits said, as far as git says so in time. It is read anew when another commit is checked out. */
  async history(signal: AbortSignal): Promise<CommitHistory | undefined> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(historyMs)]);
    const head = await gitHead(this.root, inTime);
    if (inTime.aborted || head === this.#history?.head) return this.#history?.said;
    const commits = head === undefined ? undefined : await gitCommits(this.root, commitsRead, inTime);
    if (!signal.aborted) this.#history = { head, said: commits && new CommitHistory(commits) };
    return this.#history?.said;
  }

  mayListNew(path: string): Promise<boolean> {
    return mayListNewFile(this.root, path);
  }
}
