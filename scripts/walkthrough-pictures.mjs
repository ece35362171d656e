// Takes the pictures of the extension's walkthrough: VS Code itself, driven by its tests (test/src/editor), as it is in
// the checkout. Needs scripts/install-editor.mjs run (its folder in ISOVEC_EDITOR) and the packages built.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const pictures = {
  searchView: "search-view-opened",
  ask: "search",
  filters: "search-filters",
  similar: "similar",
  engine: "engines",
};
const suites = ["search-view", "search", "similar-code", "status-menu"];

const vitest = join(repository, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--root", "test", ...suites.map((name) => `src/editor/${name}.test.ts`)],
  { cwd: repository, stdio: "inherit", env: { ...process.env, ISOVEC_EXTENSION: "source" } },
);
if (status !== 0) process.exit(1);
const folder = join(repository, "packages/vscode-ext/media/walkthrough");
mkdirSync(folder, { recursive: true });
for (const [step, picture] of Object.entries(pictures)) {
  copyFileSync(join(repository, `test/artefacts/editor-${picture}.png`), join(folder, `${step}.png`));
}
