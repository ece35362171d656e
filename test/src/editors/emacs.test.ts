import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { isovec, repository } from "../repository.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

const missing = absent("emacs", "tmux");

/** A list of strings as Lisp writes it. */
function quoted(words: readonly string[]): string {
  return `'(${words.map((word) => JSON.stringify(word)).join(" ")})`;
}

describe.skipIf(missing)(`Emacs${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(() => {
    workspace = new SampleWorkspace();
    const command = [process.execPath, isovec, "serve", "--stdio", "--state", workspace.state];
    const start = `(progn
      (setq inhibit-startup-screen t make-backup-files nil auto-save-default nil create-lockfiles nil)
      (require 'isovec)
      (setq isovec-command ${quoted(command)})
      (find-file "src/geometry.py")
      (let ((file buffer-file-name) (folder (expand-file-name "..")))
        (add-hook 'project-find-functions (lambda (_) (cons 'transient folder)))
        (global-set-key (kbd "<f5>") (lambda ()
          (interactive) (find-file file) (delete-other-windows) (revert-buffer t t))))
      (isovec-mode))`;
    const load = ["-Q", "-nw", "-L", join(repository, "editors/emacs")];
    terminal = new Terminal(["emacs", ...load, "--eval", start], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  /** One window of one file, which is as it is on disk. */
  const ready = async () => {
    terminal.press("F5");
    await terminal.shows(/^(?!.*\*xref\*).*geometry\.py .*\(Python isovec\b(?!:)/s);
  };
  const command = (name: string) => {
    terminal.press("M-x");
    terminal.type(name);
    terminal.press("Enter");
  };

  it("answers while one types, and opens the line that was found", async () => {
    await ready();
    command("isovec-search");
    terminal.type("where are passwords hashed");
    await terminal.shows(/^src\/password\.ts:4 {2}export function hashPassword/m);
    terminal.picture("emacs");
    terminal.press("Enter");
    await terminal.shows(/password\.ts .* L4 /);
  });

  it("puts the hits of a question into an xref buffer", async () => {
    await ready();
    command("isovec-xref");
    terminal.type("distance between two points");
    terminal.press("Enter");
    await terminal.shows(/src\/geometry\.py\n *5: """Length of the straight line/);
  });

  it("finds what is written like the region, saved or not", async () => {
    await ready();
    terminal.press("C-x", "h", "C-w");
    terminal.type("def again(call, times): call() and again(call, times - 1)");
    terminal.press("C-x", "h");
    command("isovec-similar");
    await terminal.shows(/src\/retry\.ts\n *\d+: /);
  });

  it("shows in the open search what has been saved", async () => {
    await ready();
    terminal.press("C-x", "C-f");
    terminal.type("volcano.md");
    terminal.press("Enter");
    terminal.type("The alarm rings when the volcano erupts.");
    terminal.press("C-x", "C-s");
    command("isovec-search");
    terminal.type("lava and ashes");
    await terminal.shows(/^src\/volcano\.md:1 {2}The alarm rings/m);
    terminal.press("C-g");
  });
});
