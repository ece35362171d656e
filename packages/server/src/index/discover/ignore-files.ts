import ignore, { type Ignore } from "ignore";

/** A line of a file that leaves something out, as `git check-ignore -v` shows it. */
export interface IgnoreRule {
  /** Absolute path of the file. */
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  readonly pattern: string;
}

/** The rules of one file. Paths are relative to the folder that they are for. */
export interface IgnoreList {
  readonly source: string;
  readonly rules: Ignore;
}

/** @param caseless whether the file system takes `A` for `a` */
export function ignoreListOf(source: string, text: string, caseless: boolean): IgnoreList {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const rules = ignore({ ignorecase: caseless, allowRelativePaths: true });
  rules.add(lines.map((pattern, index) => ({ pattern, mark: String(index + 1) })));
  return { source, rules };
}

/** What one list says of a path: the rule that ignores it, "wanted" where a `!` brings it back, or nothing. */
function verdictOf({ source, rules }: IgnoreList, path: string): IgnoreRule | "wanted" | undefined {
  const { rule, unignored } = rules.test(path);
  if (rule !== undefined) return { source, line: Number(rule.mark), pattern: rule.pattern };
  return unignored ? "wanted" : undefined;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/**
 * Ignore files of one name in every folder of a tree, with git's rules: a deeper file overrules a shallower one, lists
 * for the whole tree come last, and nothing below an ignored folder comes back. A folder is asked about after it has
 * been prepared. Paths are relative, with forward slashes.
 */
export class IgnoreFiles {
  readonly #lists = new Map<string, IgnoreList | undefined>();
  readonly #folders = new Map<string, IgnoreRule | undefined>([["", undefined]]);

  /** @param read the list that lies in a folder, which is relative; undefined where there is none */
  constructor(
    private readonly read: (folder: string) => Promise<IgnoreList | undefined>,
    private readonly whole: readonly IgnoreList[] = [],
  ) {}

  /** Reads the files that have a say in what lies in the folder. */
  async prepare(folder: string): Promise<void> {
    if (this.#lists.has(folder)) return;
    if (folder !== "") await this.prepare(parentOf(folder));
    this.#lists.set(folder, await this.read(folder));
  }

  /** The rule that leaves a file out. */
  fileRule(path: string): IgnoreRule | undefined {
    return this.folderRule(parentOf(path)) ?? this.#match(path, "");
  }

  /** The rule that leaves a folder out. */
  folderRule(path: string): IgnoreRule | undefined {
    if (!this.#folders.has(path)) {
      this.#folders.set(path, this.folderRule(parentOf(path)) ?? this.#match(path, "/"));
    }
    return this.#folders.get(path);
  }

  #match(path: string, suffix: "" | "/"): IgnoreRule | undefined {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const list = this.#lists.get(folder);
      const relative = folder === "" ? path : path.slice(folder.length + 1);
      const verdict = list && verdictOf(list, relative + suffix);
      if (verdict !== undefined) return verdict === "wanted" ? undefined : verdict;
      if (folder === "") break;
    }
    for (const list of this.whole) {
      const verdict = verdictOf(list, path + suffix);
      if (verdict !== undefined) return verdict === "wanted" ? undefined : verdict;
    }
    return undefined;
  }
}
