import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["ISOVEC_EDITOR"] ?? "";

/** What `scripts/install-editor.mjs` has installed. */
export const codeServerEntry: string = join(folder, "code-server/out/node/entry.js");
export const chromiumProgram: string = process.env["ISOVEC_CHROMIUM"] ?? "/usr/bin/chromium";

export const editorInstalled: boolean =
  folder !== "" && existsSync(codeServerEntry) && existsSync(chromiumProgram);

/** Ends the title of a group of tests, so that a skipped one says why. */
export const unlessInstalled: string = editorInstalled
  ? ""
  : " (skipped: ISOVEC_EDITOR names no folder of scripts/install-editor.mjs, or Chromium is missing)";
