// Takes the pictures of docs/editors/vscode: the real editor, driven by test/src/editor/pictures.test.ts.
// Needs scripts/install-editor.mjs and the packages built.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const largest = 150_000;

const environment = {
  ...process.env,
  ISOVEC_EDITOR: process.env["ISOVEC_EDITOR"] ?? join(userInfo().homedir, ".cache/isovec/editor"),
  ISOVEC_EXTENSION: process.env["ISOVEC_EXTENSION"] ?? "source",
  ISOVEC_PICTURES: "1",
};
const vitest = join(repository, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--root", "test", "src/editor/pictures.test.ts"],
  { cwd: repository, env: environment, stdio: "inherit" },
);
if (status !== 0) process.exit(1);
const folder = join(repository, "docs/editors/vscode");
mkdirSync(folder, { recursive: true });
for (const name of ["search", "similar", "menu", "engines", "map"]) {
  const picture = join(repository, `test/artefacts/vscode-${name}.png`);
  const { size } = statSync(picture);
  if (size > largest) throw new Error(`${picture} has ${size} bytes; ${largest} are allowed.`);
  copyFileSync(picture, join(folder, `${name}.png`));
}
