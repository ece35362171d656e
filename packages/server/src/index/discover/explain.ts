import type { Stats } from "node:fs";
import { lstat, readlink, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { IsovecError } from "@isovec/core";
import { gitFiles, gitIgnoreRule } from "./git-files.ts";
import { isLinkedWorkTree, isWorkTree } from "./git-folder.ts";
import { GitRules } from "./git-rules.ts";
import { type IgnoreFiles, type IgnoreRule, parentOf } from "./ignore-files.ts";
import { Patience } from "./patience.ts";
import { ignoreFilesOnDisk } from "./read-ignore-list.ts";
import { readSource } from "./read-source.ts";
import { skipByPath } from "./skip-by-path.ts";
import { type SkipReason, skipReasons } from "./skip-reason.ts";
import { largestFile } from "./source.ts";

/** Beside the reasons that the index notes of a file: git does not hand over these at all. */
export type LeftOutBecause = SkipReason | "git-ignored" | "unlisted" | "unreadable";

export interface Explanation {
  /** Relative to the root, forward slashes; empty for the root. */
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly isIndexed: boolean;
  readonly reason?: LeftOutBecause;
  /** What finishes "in: " or "out: ". */
  readonly sentence: string;
  /** The line of an ignore file that decided; its source relative to the root where it lies inside. */
  readonly rule?: IgnoreRule;
}

type Verdict = Pick<Explanation, "reason" | "sentence" | "rule">;

function because(reason: SkipReason, evidence?: string): Verdict {
  return {
    reason,
    sentence: evidence === undefined ? skipReasons[reason] : `${skipReasons[reason]} (${evidence})`,
  };
}

/**
 * Says of one path by which rule it is in the index or out of it, with the very rules that discovery goes by. The rules
 * are those of the files as they are now, whatever the index holds.
 */
export class Explainer {
  readonly #root: string;
  readonly #patience: Patience;
  readonly #isovecIgnore: IgnoreFiles;
  /** What git lists of a work tree, by its path. */
  readonly #listings = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  constructor(root: string, patience: Patience = new Patience(root)) {
    this.#root = resolve(root);
    this.#patience = patience;
    this.#isovecIgnore = ignoreFilesOnDisk(this.#root, ".isovecignore", patience);
  }

  /**
   * @param path relative to the root, or absolute
   * @throws IsovecError `InputInvalid` when it is not in the root or not there
   */
  async explain(path: string): Promise<Explanation> {
    const inside = relative(this.#root, resolve(this.#root, path)).split(sep).join("/");
    if (inside.startsWith("../") || inside === ".." || isAbsolute(inside)) {
      throw new IsovecError("InputInvalid", `${path} is not in ${this.#root}.`, {
        remedy: "Name the folder that is indexed with --path.",
      });
    }
    const stats = await this.#stats(inside);
    const kind = stats.isDirectory() ? "folder" : "file";
    const verdict =
      (await this.#aboveAndHere(inside)) ?? (kind === "file" ? await this.#file(inside, stats) : undefined);
    return this.#explanation(inside, kind, verdict);
  }

  /** What a file's name, size and content say, where nothing above it leaves it out. */
  async explainFile(path: string): Promise<Explanation> {
    return this.#explanation(path, "file", await this.#file(path, await this.#stats(path)));
  }

  #explanation(path: string, kind: Explanation["kind"], verdict: Verdict | undefined): Explanation {
    if (verdict?.reason !== undefined) return { path, kind, isIndexed: false, ...this.#shown(verdict) };
    const sentence = verdict?.sentence ?? "nothing leaves the folder out";
    return { path, kind, isIndexed: true, sentence };
  }

  async #stats(path: string): Promise<Stats> {
    const file = join(this.#root, path);
    try {
      return await this.#patience.wait(file, () => lstat(file));
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      throw new IsovecError("InputInvalid", `${path} cannot be looked at: ${(error as Error).message}.`, {
        remedy: "Name a file or a folder that is there.",
        cause: error,
      });
    }
  }

  /** What is decided by a folder above, by a link, or by an ignore file. */
  async #aboveAndHere(path: string): Promise<Verdict | undefined> {
    if (path === "") return undefined;
    let workTree = "";
    const segments = path.split("/");
    for (const [index] of segments.entries()) {
      const at = segments.slice(0, index + 1).join("/");
      const absolute = join(this.#root, at);
      const stats = await this.#stats(at);
      if (stats.isSymbolicLink()) return this.#link(at);
      const skip = stats.isDirectory() ? skipByPath(`${at}/`) : undefined;
      if (skip !== undefined) return because(skip.reason, skip.evidence);
      await this.#isovecIgnore.prepare(parentOf(at));
      const rule = stats.isDirectory() ? this.#isovecIgnore.folderRule(at) : this.#isovecIgnore.fileRule(at);
      if (rule !== undefined) return { reason: "ignored", sentence: "named by an ignore file", rule };
      const isRepository = stats.isDirectory() && (await isWorkTree(absolute));
      if (isRepository || at === path) {
        const ignored = await this.#git(workTree, at, stats.isDirectory());
        if (ignored !== undefined) return ignored;
      }
      if (!isRepository) continue;
      if (await isLinkedWorkTree(absolute)) return because("repository", `${at} is a linked work tree`);
      workTree = at;
    }
    return undefined;
  }

  async #link(path: string): Promise<Verdict> {
    const link = join(this.#root, path);
    const target = await readlink(link).catch(() => "?");
    const real = await realpath(link).catch(() => undefined);
    const around = relative(real ?? link, await realpath(join(this.#root, parentOf(path))));
    const isLoop = real !== undefined && !around.startsWith("..") && !isAbsolute(around);
    return because(
      "symbolic-link",
      `${path} leads to ${target}${isLoop ? ", which is around it: a loop" : ""}`,
    );
  }

  /** @param workTree the work tree around the path, relative to the root */
  async #git(workTree: string, path: string, isFolder: boolean): Promise<Verdict | undefined> {
    const folder = join(this.#root, workTree);
    const inside = workTree === "" ? path : path.slice(workTree.length + 1);
    const listed = await this.#listing(folder);
    if (listed === undefined) {
      const rules = await GitRules.read(folder, this.#patience);
      await rules.prepare(parentOf(inside));
      const rule = isFolder ? rules.folderRule(inside) : rules.fileRule(inside);
      return rule && { reason: "git-ignored", sentence: "ignored as git would", rule };
    }
    if (listed.has(inside)) return undefined;
    const rule = await gitIgnoreRule(folder, inside);
    if (rule !== undefined) return { reason: "git-ignored", sentence: "ignored by git", rule };
    const what = isFolder ? "git lists no file in it" : "git does not list it";
    return { reason: "unlisted", sentence: what };
  }

  /** Files and the folders that they lie in; undefined where discovery goes by the rules' files alone. */
  #listing(folder: string): Promise<ReadonlySet<string> | undefined> {
    let listing = this.#listings.get(folder);
    if (listing === undefined) {
      listing = gitFiles(folder).then((paths) => {
        if (paths === undefined || paths.length === 0) return undefined;
        const all = new Set<string>();
        for (const path of paths) {
          for (let at = path.replace(/\/$/, ""); at !== "" && !all.has(at); at = parentOf(at)) all.add(at);
        }
        return all;
      });
      this.#listings.set(folder, listing);
    }
    return listing;
  }

  async #file(path: string, stats: Stats): Promise<Verdict> {
    if (!stats.isFile()) return because("not-a-file");
    const skip = skipByPath(path);
    if (skip !== undefined) return because(skip.reason, skip.evidence);
    if (stats.size > largestFile) return because("large", `${(stats.size / 1024 / 1024).toFixed(1)} MiB`);
    const file = join(this.#root, path);
    try {
      const source = await this.#patience.wait(file, () => readSource(file, path));
      if (source.skipped !== undefined) return because(source.skipped, source.evidence);
      const code = source.encoding === "utf-8" ? "" : `, read as ${source.encoding}`;
      return { sentence: `text of ${source.lines.length} lines${code}` };
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      return { reason: "unreadable", sentence: `it cannot be read: ${(error as Error).message}` };
    }
  }

  #shown({ rule, ...verdict }: Verdict): Verdict {
    if (rule === undefined) return verdict;
    const inside = relative(this.#root, rule.source);
    const source = inside.startsWith("..") || isAbsolute(inside) ? rule.source : inside.split(sep).join("/");
    return { ...verdict, rule: { ...rule, source } };
  }
}
