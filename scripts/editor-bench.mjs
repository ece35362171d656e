// Measures the extension in the real extension host, on a fresh profile over 300 files: activation, memory, the longest
// stall of the event loop while the index is built, the first result after the first keystroke, and when all is embedded.
// Needs scripts/install-editor.mjs and the packages built; other work on the machine shows in the figures.

import { spawnSync } from "node:child_process";
import { userInfo } from "node:os";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const environment = {
  ...process.env,
  ISOVEC_EDITOR: process.env["ISOVEC_EDITOR"] ?? join(userInfo().homedir, ".cache/isovec/editor"),
  ISOVEC_EXTENSION: process.env["ISOVEC_EXTENSION"] ?? "source",
  ISOVEC_BENCH: "1",
};
const vitest = join(repository, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--root", "test", "src/editor/conduct.test.ts"],
  { cwd: repository, env: environment, stdio: "inherit" },
);
process.exit(status ?? 1);
