import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openCodeIndex } from "./open-code-index.ts";
import { stateDirectoryFor } from "./state-directory.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

describe("the state folder", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    workspace[Symbol.dispose]();
  });

  it.runIf(process.platform === "linux")(
    "lies in the user's cache, readable by name, one a real path",
    () => {
      vi.stubEnv("XDG_CACHE_HOME", "/caches");
      const directory = stateDirectoryFor(workspace.root);
      expect(directory).toMatch(/^\/caches\/isovec\/index\/workspace-[0-9a-f]{16}$/);
      symlinkSync(workspace.root, workspace.state);
      expect(stateDirectoryFor(workspace.state)).toBe(directory);
      expect(stateDirectoryFor(join(workspace.root, "inner"))).not.toBe(directory);
      expect(basename(stateDirectoryFor("/"))).toMatch(/^root-/);
      vi.stubEnv("XDG_CACHE_HOME", "not/absolute");
      expect(stateDirectoryFor(workspace.root)).toMatch(/\/\.cache\/isovec\/index\//);
    },
  );

  const open = (stateDirectory: string, root = workspace.root) =>
    openCodeIndex({ root, stateDirectory, vectorSpace: testingSpace(), embedder: new TestingEmbedder() });

  it.skipIf(process.platform === "win32")("can be read by its user only", async () => {
    await (await open(workspace.state)).close();
    expect(statSync(workspace.state).mode & 0o077).toBe(0);
  });

  it("that cannot be written is an error that names it and the way out", async () => {
    writeFileSync(workspace.state, "a file where a folder should be");
    await expect(open(join(workspace.state, "inner"))).rejects.toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringContaining(join(workspace.state, "inner")),
      remedy: expect.stringContaining("--state"),
    });
  });

  it("may have any name that the system allows", async () => {
    for (const name of ["with space", "ünï 漢字", "100% ?mode=ro#x", "file:x"]) {
      const index = await open(join(workspace.state, name));
      await index.refresh();
      await index.close();
      expect(statSync(join(workspace.state, name, "index.sqlite")).size).toBeGreaterThan(0);
    }
  });

  it("is not asked for when the root is no folder", async () => {
    await expect(open(workspace.state, join(workspace.root, "missing"))).rejects.toMatchObject({
      name: "InputInvalid",
    });
  });
});
