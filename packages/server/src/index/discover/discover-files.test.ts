import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace } from "../testing/workspace.ts";
import { discoverFiles } from "./discover-files.ts";

describe("files of a workspace", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => workspace[Symbol.dispose]());

  const discover = async () => {
    const { files, errors } = await discoverFiles(workspace.root);
    const kept = files.filter(({ skipped }) => skipped === undefined).map(({ path }) => path);
    const skipped = Object.fromEntries(
      files.filter((file) => file.skipped).map((file) => [file.path, file.skipped]),
    );
    return { kept: kept.sort(), skipped, errors };
  };

  const tree = {
    ".gitignore": "*.log\n/build/\n!keep.log\n",
    ".isovecignore": "/archive/\n*.gen.ts\n",
    "a.ts": "export {};\n",
    "debug.log": "x\n",
    "keep.log": "x\n",
    "build/out.js": "x\n",
    "archive/old.ts": "x\n",
    "src/types.gen.ts": "x\n",
    "src/.gitignore": "local.ts\n!important.log\n",
    "src/local.ts": "x\n",
    "src/important.log": "x\n",
    "src/deep/.isovecignore": "!types.gen.ts\n",
    "src/deep/types.gen.ts": "x\n",
    "src/ünï 漢字.ts": "x\n",
    "node_modules/left/index.js": "x\n",
  };
  const expected = [
    ".gitignore",
    ".isovecignore",
    "a.ts",
    "keep.log",
    "src/.gitignore",
    "src/deep/.isovecignore",
    "src/deep/types.gen.ts",
    "src/important.log",
    "src/ünï 漢字.ts",
  ].sort();

  it("are the same with git and without it", async () => {
    for (const [path, content] of Object.entries(tree)) workspace.write(path, content);
    const walked = await discover();
    expect(walked.kept).toEqual(expected);
    expect(walked.skipped).toMatchObject({ "src/types.gen.ts": "ignored" });

    workspace.git("init", "-q");
    const untracked = await discover();
    expect(untracked.kept).toEqual(expected);
    expect(untracked.skipped).toMatchObject({
      "archive/old.ts": "ignored",
      "src/types.gen.ts": "ignored",
      "node_modules/left/index.js": "vendored",
    });

    workspace.git("add", "-A");
    workspace.git("commit", "-qm", "all");
    expect((await discover()).kept).toEqual(expected);
    workspace.remove("a.ts");
    expect((await discover()).kept).not.toContain("a.ts");
  });

  it("are found in a folder that an outer repository ignores, and in a folder of a repository", async () => {
    workspace.git("init", "-q");
    workspace.write(".gitignore", "/scratch/\n");
    workspace.write("scratch/a.ts", "x\n");
    workspace.write("packages/one/b.ts", "x\n");
    const pathsIn = async (folder: string) =>
      (await discoverFiles(join(workspace.root, folder))).files.map(({ path }) => path);
    expect(await pathsIn("scratch")).toEqual(["a.ts"]);
    expect(await pathsIn("packages")).toEqual(["one/b.ts"]);
  });

  it("include those of submodules and of repositories inside, but no second work tree", async () => {
    workspace.write("inner/c.ts", "x\n");
    workspace.write("inner/.gitignore", "d.ts\n");
    workspace.write("inner/d.ts", "x\n");
    for (const folder of ["inner", "."]) {
      workspace.git("-C", folder, "init", "-q");
      workspace.git("-C", folder, "add", "-A");
      workspace.git("-C", folder, "commit", "-qm", "all");
    }
    workspace.git("worktree", "add", "-q", "second");
    const { kept, skipped } = await discover();
    expect(kept).toEqual(["inner/.gitignore", "inner/c.ts"]);
    expect(skipped).toEqual({ second: "repository" });
  });

  it("run nothing that the repository's configuration names", async () => {
    workspace.write("a.ts", "x\n");
    workspace.git("init", "-q");
    workspace.write("hook.sh", "#!/bin/sh\ntouch hooked; exit 1\n");
    chmodSync(join(workspace.root, "hook.sh"), 0o755);
    workspace.git("config", "core.fsmonitor", join(workspace.root, "hook.sh"));
    expect((await discover()).kept).toEqual(["a.ts", "hook.sh"]);
    expect(existsSync(join(workspace.root, "hooked"))).toBe(false);
  });

  it("are left out by name, each with the reason", async () => {
    const named = {
      ".env": "secret",
      ".env.local": "secret",
      id_ed25519: "secret",
      "server.pem": "secret",
      "package-lock.json": "lock",
      "Cargo.lock": "lock",
      "logo.png": "binary",
      "app.min.js": "minified",
      "app.js.map": "minified",
      "api.pb.go": "generated",
      "api_pb2.py": "generated",
    };
    for (const path of [...Object.keys(named), ".env.example", "keyboard.ts", "environment.ts"]) {
      workspace.write(path, "x\n");
    }
    const { kept, skipped } = await discover();
    expect(skipped).toEqual(named);
    expect(kept).toEqual([".env.example", "environment.ts", "keyboard.ts"]);
  });

  it("are never read when large: 200 MB in one line take no time", async () => {
    const file = openSync(join(workspace.root, "huge.json"), "w");
    writeSync(file, "[1");
    closeSync(file);
    truncateSync(join(workspace.root, "huge.json"), 200_000_000);
    const since = performance.now();
    expect((await discover()).skipped).toEqual({ "huge.json": "large" });
    expect(performance.now() - since).toBeLessThan(1_000);
  });

  it.skipIf(process.platform === "win32")("do not lie behind links, and links make no loop", async () => {
    workspace.write("src/a.ts", "x\n");
    mkdirSync(workspace.state, { recursive: true });
    symlinkSync("..", join(workspace.root, "src/loop"));
    symlinkSync(workspace.state, join(workspace.root, "outside"));
    symlinkSync("src/a.ts", join(workspace.root, "same.ts"));
    const links = { "src/loop": "symbolic-link", outside: "symbolic-link", "same.ts": "symbolic-link" };
    expect(await discover()).toEqual({ kept: ["src/a.ts"], skipped: links, errors: [] });
    workspace.git("init", "-q");
    expect(await discover()).toEqual({ kept: ["src/a.ts"], skipped: links, errors: [] });
  });

  it.skipIf(process.platform === "win32")("are files only: a pipe is not waited for", async () => {
    expect(spawnSync("mkfifo", [join(workspace.root, "pipe.ts")]).status).toBe(0);
    expect((await discover()).skipped).toEqual({ "pipe.ts": "not-a-file" });
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "are found beside a folder without permission, which is an error in the answer",
    async () => {
      workspace.write("a.ts", "x\n");
      workspace.write("closed/b.ts", "x\n");
      chmodSync(join(workspace.root, "closed"), 0);
      const { kept, errors } = await discover();
      chmodSync(join(workspace.root, "closed"), 0o755);
      expect(kept).toEqual(["a.ts"]);
      expect(errors).toEqual([{ path: "closed", message: expect.stringContaining("EACCES") }]);
    },
  );

  it("are not taken for deleted when the root itself has gone", async () => {
    workspace.remove(".");
    await expect(discover()).rejects.toMatchObject({ name: "InputInvalid" });
  });
});
