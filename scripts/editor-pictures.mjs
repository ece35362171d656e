// Takes the pictures of docs/editors: the real editors in a terminal, driven by their tests (test/src/editors).
// Needs tmux and the editors, and the packages built.

import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const vitest = join(repository, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "--root", "test", "src/editors/"], {
  cwd: repository,
  stdio: "inherit",
});
if (status !== 0) process.exit(1);
for (const editor of ["neovim", "emacs", "kakoune"]) {
  copyFileSync(
    join(repository, `test/artefacts/${editor}.svg`),
    join(repository, `docs/editors/${editor}.svg`),
  );
}
