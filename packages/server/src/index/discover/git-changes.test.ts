import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace } from "../testing/workspace.ts";
import { gitChanges } from "./git-files.ts";

describe("what the last commits changed", () => {
  let workspace: Workspace;
  const changes = (folder = workspace.root) => gitChanges(folder, new AbortController().signal);

  beforeEach(() => {
    workspace = new Workspace();
    workspace.git("init", "--quiet");
    for (const path of ["first.ts", "inner/ünï 漢.ts", "inner/last.ts"]) {
      workspace.write(path, path);
      workspace.git("add", ".");
      workspace.git("commit", "--quiet", "--message", path);
    }
  });
  afterEach(() => workspace[Symbol.dispose]());

  it("is listed from the newest, relative to the folder", async () => {
    expect(await changes()).toEqual(["inner/last.ts", "inner/ünï 漢.ts", "first.ts"]);
    expect(await changes(join(workspace.root, "inner"))).toEqual(["last.ts", "ünï 漢.ts"]);
  });

  it("is nothing without a repository, and runs no program that the repository names", async () => {
    const mark = join(workspace.root, "ran");
    const program = `sh -c 'touch "${mark}"'`;
    for (const name of ["gpg.program", "diff.external", "core.pager", "core.fsmonitor"]) {
      workspace.git("config", name, program);
    }
    workspace.git("config", "log.showSignature", "true");
    expect(await changes()).toHaveLength(3);
    expect(existsSync(mark)).toBe(false);
    expect(await changes(workspace.state)).toBeUndefined();
  });
});
