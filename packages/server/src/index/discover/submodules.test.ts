import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace } from "../testing/workspace.ts";
import { discoverFiles } from "./discover-files.ts";
import { Explainer } from "./explain.ts";

describe("submodules", () => {
  let workspace: Workspace;
  const { PATH } = process.env;
  /** Git clones from a folder only when told that it may. */
  const git = (...parameters: string[]) => workspace.git("-c", "protocol.file.allow=always", ...parameters);
  const filesOf = async (folder: string): Promise<string[]> => {
    const { files, errors } = await discoverFiles(join(workspace.root, folder));
    expect(errors).toEqual([]);
    return files.filter(({ skipped }) => skipped === undefined).map(({ path }) => path);
  };

  beforeEach(() => {
    workspace = new Workspace({
      "library/read.ts": "x\n",
      "library/.gitignore": "*.tmp\n",
      "program/main.ts": "x\n",
    });
    for (const folder of ["library", "program"]) {
      git("-C", folder, "init", "-q");
      git("-C", folder, "add", "-A");
      git("-C", folder, "commit", "-qm", "all");
    }
    git("-C", "program", "submodule", "--quiet", "add", join(workspace.root, "library"), "vendor");
    git("-C", "program", "commit", "-qm", "with the library");
    workspace.write("program/vendor/notes.tmp", "x\n");
  });
  afterEach(() => {
    process.env["PATH"] = PATH;
    workspace[Symbol.dispose]();
  });

  const whole = [".gitmodules", "main.ts", "vendor/.gitignore", "vendor/read.ts"];

  it("are part of the code by their own rules, with git and without it", async () => {
    for (const path of [PATH, ""]) {
      process.env["PATH"] = path;
      expect((await filesOf("program")).sort()).toEqual(whole);
      const explainer = new Explainer(join(workspace.root, "program"));
      expect(await explainer.explain("vendor/read.ts")).toMatchObject({ isIndexed: true });
      expect((await explainer.explain("vendor/notes.tmp")).rule).toEqual({
        source: "vendor/.gitignore",
        line: 1,
        pattern: "*.tmp",
      });
    }
  });

  it("are part of a linked work tree that is itself what is opened", async () => {
    git("-C", "program", "worktree", "add", "-q", join(workspace.root, "second"));
    git("-C", "second", "submodule", "--quiet", "update", "--init");
    for (const path of [PATH, ""]) {
      process.env["PATH"] = path;
      expect((await filesOf("second")).sort()).toEqual(whole);
    }
  });

  it("are empty folders until git has fetched them", async () => {
    git("clone", "-q", join(workspace.root, "program"), join(workspace.root, "clone"));
    expect((await filesOf("clone")).sort()).toEqual([".gitmodules", "main.ts"]);
    expect(await new Explainer(join(workspace.root, "clone")).explain("vendor")).toMatchObject({
      isIndexed: true,
    });
  });
});
