import { lstat, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Whether the folder is the top of a work tree: it has a `.git`, which is a folder or a file that names one. */
export async function isWorkTree(folder: string): Promise<boolean> {
  return (await lstat(join(folder, ".git")).catch(() => undefined)) !== undefined;
}

async function namedGitFolder(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, ".git"), "utf8").catch(() => undefined);
  const named = text === undefined ? undefined : /^gitdir:\s*(.+?)\s*$/m.exec(text)?.[1];
  return named === undefined ? undefined : resolve(folder, named);
}

/**
 * Whether a folder is a linked work tree (`git worktree add`): the same code again on another branch. The submodules
 * of one lie under `worktrees/NAME/modules/…` and are none.
 */
export async function isLinkedWorkTree(folder: string): Promise<boolean> {
  return /[\\/]worktrees[\\/][^\\/]+$/.test((await namedGitFolder(folder)) ?? "");
}

/** The nearest work tree that a folder is in; undefined when there is none. */
export async function workTreeAround(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isWorkTree(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Where a work tree's repository keeps `config` and `info/exclude`; linked work trees share those of the first. */
export async function commonGitFolder(workTree: string): Promise<string> {
  const folder = (await namedGitFolder(workTree)) ?? join(workTree, ".git");
  const common = await readFile(join(folder, "commondir"), "utf8").catch(() => undefined);
  return common === undefined ? folder : resolve(folder, common.trim());
}
