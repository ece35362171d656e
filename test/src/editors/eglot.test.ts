import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isovec } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

/** Emacs 28 has Eglot as a package of its own, which -Q would leave out. */
function absentEglot(): string | undefined {
  const { status } = spawnSync("emacs", ["-q", "--batch", "--eval", "(require 'eglot)"]);
  return status === 0 ? undefined : "Eglot";
}

const missing = absent("emacs", "tmux") ?? absentEglot();

describe.skipIf(missing)(`Eglot${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    // Eglot shows no progress of an index, so that there would be nothing to wait for.
    const indexed = await runIsovec(["index", "--path", workspace.root, "--state", workspace.state]);
    expect(indexed.status).toBe(0);
    const command = [process.execPath, isovec, "serve", "--stdio", "--state", workspace.state];
    const start = `(progn
      (setq inhibit-startup-screen t native-comp-deferred-compilation nil)
      (require 'eglot)
      (add-to-list 'eglot-server-programs
                   '(python-mode . (${command.map((word) => JSON.stringify(word)).join(" ")})))
      (find-file "src/geometry.py")
      (let ((folder (expand-file-name "..")))
        (add-hook 'project-find-functions (lambda (_) (cons 'transient folder))))
      (eglot-ensure))`;
    terminal = new Terminal(["emacs", "-q", "-nw", "--eval", start], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  it("asks by xref-find-apropos", async () => {
    await terminal.shows(/Python .*\[eglot:/);
    terminal.press("M-x");
    terminal.type("xref-find-apropos");
    terminal.press("Enter");
    terminal.type("where are passwords hashed");
    terminal.press("Enter");
    await terminal.shows(/src\/password\.ts\n *4: export function hashPassword/);
  });
});
