import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { commonGitFolder, workTreeAround } from "./git-folder.ts";
import { type IgnoreFiles, type IgnoreList, type IgnoreRule, parentOf } from "./ignore-files.ts";
import type { Patience } from "./patience.ts";
import { ignoreFilesOnDisk, readIgnoreList } from "./read-ignore-list.ts";

function userGitFolder(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "git");
}

/** `core.excludesFile` of a file of git's configuration. Files that it includes are not read. */
async function excludesFileIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  let section = "";
  let found: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const value = /^\s*(?:\[[^\]]*\]\s*)?excludesfile\s*=\s*"?(.*?)"?\s*$/i.exec(line)?.[1];
    if (section === "core" && value !== undefined) found = value;
  }
  return found === undefined ? undefined : found.replace(/^~(?=[\\/])/, homedir());
}

/** The list that the user has for all repositories; git's last word is the repository's own configuration. */
async function userExcludes(gitFolder: string | undefined): Promise<string> {
  const user = process.env["GIT_CONFIG_GLOBAL"];
  const files =
    user !== undefined ? [user] : [join(userGitFolder(), "config"), join(homedir(), ".gitconfig")];
  if (gitFolder !== undefined) files.push(join(gitFolder, "config"));
  const named = await Promise.all(files.map(excludesFileIn));
  return named.findLast((file) => file !== undefined) ?? join(userGitFolder(), "ignore");
}

/** Git's rules for what lies in one folder, as far as files tell them: for where git itself is not there to ask. */
export class GitRules {
  private constructor(
    private readonly files: IgnoreFiles,
    /** From the top of the work tree to the folder, with a slash at the end; empty at the top. */
    private readonly prefix: string,
  ) {}

  /**
   * Reads `.gitignore` files from the top of the work tree on, `.git/info/exclude` and `core.excludesFile`.
   * @param folder absolute
   */
  static async read(folder: string, patience: Patience): Promise<GitRules> {
    const lists = async (gitFolder: string | undefined): Promise<IgnoreList[]> => {
      const sources = [await userExcludes(gitFolder)];
      if (gitFolder !== undefined) sources.unshift(join(gitFolder, "info/exclude"));
      const read = await Promise.all(sources.map((source) => readIgnoreList(resolve(source))));
      return read.filter((list) => list !== undefined);
    };
    return patience.wait(folder, async () => {
      const top = await workTreeAround(folder);
      const whole = await lists(top === undefined ? undefined : await commonGitFolder(top));
      const inside = top === undefined ? "" : relative(top, folder).split(sep).join("/");
      if (top !== undefined && inside !== "") {
        const files = ignoreFilesOnDisk(top, ".gitignore", patience, whole);
        await files.prepare(parentOf(inside));
        // Whoever opens a folder that the repository around it ignores wants it all the same.
        if (files.folderRule(inside) === undefined) return new GitRules(files, `${inside}/`);
      }
      return new GitRules(ignoreFilesOnDisk(folder, ".gitignore", patience, whole), "");
    });
  }

  prepare(folder: string): Promise<void> {
    return this.files.prepare((this.prefix + folder).replace(/\/$/, ""));
  }

  fileRule(path: string): IgnoreRule | undefined {
    return this.files.fileRule(this.prefix + path);
  }

  folderRule(path: string): IgnoreRule | undefined {
    return this.files.folderRule(this.prefix + path);
  }
}
