import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["ISOVEC_EDITOR"] ?? "";

/** What `scripts/install-editor.mjs` has installed. */
export const codeServerEntry: string = join(folder, "code-server/out/node/entry.js");
export const chromiumProgram: string = process.env["ISOVEC_CHROMIUM"] ?? "/usr/bin/chromium";

export const editorInstalled: boolean =
  folder !== "" && existsSync(codeServerEntry) && existsSync(chromiumProgram);

/** The second part of VS Code's version, as 100 of 1.100.3; undefined where none is installed. */
export const editorVersion: number | undefined = editorInstalled ? minorVersion() : undefined;

function minorVersion(): number {
  const manifest = readFileSync(join(folder, "code-server/lib/vscode/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return Number(version.split(".")[1]);
}

/** Ends the title of a group of tests, so that a skipped one says why. */
export const unlessInstalled: string = editorInstalled
  ? ""
  : " (skipped: ISOVEC_EDITOR names no folder of scripts/install-editor.mjs, or Chromium is missing)";
