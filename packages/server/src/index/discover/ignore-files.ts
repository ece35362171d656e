import { readFileSync } from "node:fs";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/**
 * Ignore files of one name in every folder of a tree, with git's rules: a deeper file overrules a shallower one, and
 * nothing below an ignored folder comes back.
 */
export class IgnoreFiles {
  readonly #rules = new Map<string, Ignore | undefined>();
  readonly #folders = new Map<string, boolean>([["", false]]);

  constructor(
    private readonly root: string,
    private readonly name: string,
  ) {}

  /** Whether a file is ignored. The path is relative, with forward slashes. */
  ignoresFile(path: string): boolean {
    return this.ignoresFolder(parentOf(path)) || this.#matches(path, "");
  }

  ignoresFolder(path: string): boolean {
    let ignored = this.#folders.get(path);
    if (ignored === undefined) {
      ignored = this.ignoresFolder(parentOf(path)) || this.#matches(path, "/");
      this.#folders.set(path, ignored);
    }
    return ignored;
  }

  #matches(path: string, suffix: "" | "/"): boolean {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const relative = folder === "" ? path : path.slice(folder.length + 1);
      const verdict = this.#rulesOf(folder)?.test(relative + suffix);
      if (verdict?.ignored) return true;
      if (verdict?.unignored || folder === "") return false;
    }
  }

  #rulesOf(folder: string): Ignore | undefined {
    if (!this.#rules.has(folder)) this.#rules.set(folder, this.#read(folder));
    return this.#rules.get(folder);
  }

  #read(folder: string): Ignore | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.root, folder, this.name), "utf8");
    } catch {
      return undefined;
    }
    const caseless = process.platform === "win32" || process.platform === "darwin";
    return ignore({ ignorecase: caseless, allowRelativePaths: true }).add(text);
  }
}
