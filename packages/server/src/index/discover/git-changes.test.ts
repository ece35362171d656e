import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace } from "../testing/workspace.ts";
import { gitChanges, gitCommits, gitHead } from "./git-files.ts";

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

  it("is told with the commits' own words, and without what lies elsewhere", async () => {
    const { signal } = new AbortController();
    const commits = await gitCommits(workspace.root, 2, signal);
    expect(commits?.map(({ subject, paths }) => ({ subject, paths }))).toEqual([
      { subject: "inner/last.ts", paths: ["inner/last.ts"] },
      { subject: "inner/ünï 漢.ts", paths: ["inner/ünï 漢.ts"] },
    ]);
    expect(commits?.[0]?.hash).toBe(await gitHead(workspace.root, signal));
    const inner = await gitCommits(join(workspace.root, "inner"), 9, signal);
    expect(inner?.map(({ paths }) => paths)).toEqual([["last.ts"], ["ünï 漢.ts"]]);
  });

  it("is not fetched where a partial clone lacks it", async () => {
    workspace.git("config", "uploadpack.allowFilter", "true");
    const clone = join(workspace.state, "clone");
    workspace.git("clone", "--quiet", "--filter=tree:0", "--no-checkout", `file://${workspace.root}`, clone);
    const packs = () => readdirSync(join(clone, ".git/objects/pack")).length;
    const before = packs();
    expect(await changes(clone)).toBeUndefined();
    expect(await gitCommits(clone, 9, new AbortController().signal)).toBeUndefined();
    expect(packs()).toBe(before);
  });

  it("is nothing without a repository, and runs no program that the repository names", async () => {
    const mark = join(workspace.root, "ran");
    const program = `sh -c 'touch "${mark}"'`;
    for (const name of ["gpg.program", "diff.external", "core.pager", "core.fsmonitor"]) {
      workspace.git("config", name, program);
    }
    workspace.git("config", "log.showSignature", "true");
    const { signal } = new AbortController();
    expect(await changes()).toHaveLength(3);
    expect(await gitCommits(workspace.root, 9, signal)).toHaveLength(3);
    expect(existsSync(mark)).toBe(false);
    expect(await changes(workspace.state)).toBeUndefined();
    expect(await gitCommits(workspace.state, 9, signal)).toBeUndefined();
    expect(await gitHead(workspace.state, signal)).toBeUndefined();
  });
});
