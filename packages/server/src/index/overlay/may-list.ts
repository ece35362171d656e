import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { gitIgnoreRule } from "../discover/git-files.ts";
import { GitRules } from "../discover/git-rules.ts";
import { parentOf } from "../discover/ignore-files.ts";
import { Patience } from "../discover/patience.ts";
import { ignoreFilesOnDisk } from "../discover/read-ignore-list.ts";
import { skipByPath } from "../discover/skip-by-path.ts";

/**
 * Whether discovery would list a file that is not on disk yet, once it is saved. One that is there and that the index
 * does not know has been left out, or its turn has not come.
 * @param path relative to the root, forward slashes
 */
export async function mayListNewFile(root: string, path: string): Promise<boolean> {
  const isThere = await lstat(join(root, path)).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== "ENOENT",
  );
  return !isThere && mayList(root, path);
}

/** Whether the rules let discovery list a file. */
export async function mayList(root: string, path: string): Promise<boolean> {
  if (skipByPath(path) !== undefined) return false;
  const patience = new Patience(root);
  const folder = parentOf(path);
  const isovecIgnore = ignoreFilesOnDisk(root, ".isovecignore", patience);
  const gitRules = await GitRules.read(root, patience);
  await Promise.all([isovecIgnore.prepare(folder), gitRules.prepare(folder)]);
  if (isovecIgnore.fileRule(path) !== undefined || gitRules.fileRule(path) !== undefined) return false;
  // Git knows of more rules than files tell: those of a repository in the repository, say.
  return (await gitIgnoreRule(root, path)) === undefined;
}
