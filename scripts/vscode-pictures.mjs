// Takes the pictures of docs/editors/vscode and of the extension's walkthrough: the real editor, driven by
// test/src/editor/pictures.test.ts.
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

/** The pictures of a folder: what each is called there, by its name in the test. */
const places = {
  "docs/editors/vscode": {
    search: "search",
    similar: "similar",
    menu: "menu",
    engines: "engines",
    map: "map",
  },
  "packages/vscode-ext/media/walkthrough": {
    search: "searchView",
    ask: "ask",
    filters: "filters",
    similar: "similar",
    engines: "engine",
  },
};
for (const [folder, pictures] of Object.entries(places)) {
  mkdirSync(join(repository, folder), { recursive: true });
  for (const [picture, name] of Object.entries(pictures)) {
    const source = join(repository, `test/artefacts/vscode-${picture}.png`);
    const { size } = statSync(source);
    if (size > largest) throw new Error(`${source} has ${size} bytes; ${largest} are allowed.`);
    copyFileSync(source, join(repository, folder, `${name}.png`));
  }
}
