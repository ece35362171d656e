import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace } from "../testing/workspace.ts";
import { workspaceName } from "./workspace-name.ts";

describe("the name of a folder in a shared store", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace({ "src/a.ts": "" });
    workspace.git("init", "--quiet");
  });
  afterEach(() => workspace[Symbol.dispose]());

  const name = (root = workspace.root) => workspaceName(root, AbortSignal.timeout(10_000));

  it.each([
    "https://github.com/org/name.git",
    "https://anna:token@GitHub.com/org/name",
    "git@github.com:org/name.git",
    "ssh://git@github.com:22/org/name.git/",
  ])("is the address of its remote without scheme, user and token: %s", async (remote) => {
    workspace.git("remote", "add", "origin", remote);
    expect(await name()).toBe("github.com/org/name");
    expect(await name(`${workspace.root}/src`)).toBe("github.com/org/name");
  });

  it.each([["/srv/git/name.git"], ["../name"], ["file:///srv/git/name.git"], ["C:\\git\\name"], [undefined]])(
    "is this machine's own, and no path, where others cannot reach the remote: %s",
    async (remote) => {
      if (remote !== undefined) workspace.git("remote", "add", "origin", remote);
      expect(await name()).toMatch(/^[^/\\]+:[0-9a-f]{16}$/);
      expect(await name(`${workspace.root}/src`)).not.toBe(await name());
    },
  );
});
