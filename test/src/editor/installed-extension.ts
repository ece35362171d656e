import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { repository } from "../repository.ts";
import { codeServerEntry } from "./installed-editor.ts";

/**
 * Which extension the editor gets. Unset: the package, built from this checkout. `source`: the checkout itself, for who
 * works on the client and does not want to wait. Else the path of a .vsix file.
 */
const choice = process.env["ISOVEC_EXTENSION"] ?? "";
export const isPackaged: boolean = choice !== "source";

const vscodeExtension = join(repository, "packages/vscode-ext");

function buildPackage(folder: string, target: string): string {
  const program = join(vscodeExtension, "dist/packaging/main.js");
  execFileSync(process.execPath, [program, "--target", target, "--out", folder], { stdio: "pipe" });
  return join(folder, `isovec-${target}.vsix`);
}

/** As `code --install-extension` does it, and nothing else: the editor unpacks the file. */
function installPackage(vsix: string, extensions: string): void {
  const profile = join(extensions, "../install");
  mkdirSync(profile, { recursive: true });
  execFileSync(
    process.execPath,
    [
      ...[codeServerEntry, "--config", join(profile, "config.yaml"), "--user-data-dir", profile],
      ...["--extensions-dir", extensions, "--install-extension", vsix],
    ],
    { env: { PATH: process.env["PATH"], HOME: profile }, stdio: "pipe" },
  );
}

export interface InstalledExtension {
  /** Absolute path of the folder with all extensions. */
  readonly extensions: string;
  /** Absolute path of this extension's own folder. */
  readonly folder: string;
  /** Absolute path of the server's program that the extension is to find; empty where it has none. */
  readonly server: string;
}

/** The one folder of this extension among those of the editor. */
function folderIn(extensions: string): string {
  const name = readdirSync(extensions).find((entry) => entry.startsWith("isovec"));
  if (name === undefined) throw new Error(`The editor has installed nothing into ${extensions}.`);
  return join(extensions, name);
}

/** As `installExtension`, the package for editors in a browser. It has no server, and no checkout runs as it. */
export function installWebExtension(): InstalledExtension {
  const run = join(inject("extensionFolder"), "web");
  const extensions = join(run, "extensions");
  if (!existsSync(extensions)) installPackage(buildPackage(run, "web"), extensions);
  return { extensions, folder: folderIn(extensions), server: "" };
}

/** Installs the extension at the first call of a run, for all of its editors: they only read it. */
export function installExtension(): InstalledExtension {
  const run = inject("extensionFolder");
  const extensions = join(run, "extensions");
  if (!existsSync(extensions)) {
    const target = `${process.platform}-${process.arch}`;
    if (isPackaged) installPackage(choice === "" ? buildPackage(run, target) : choice, extensions);
    else {
      mkdirSync(extensions);
      // A link, as for someone who works on the extension: it finds the server of this checkout by its real path.
      symlinkSync(vscodeExtension, join(extensions, "isovec"));
    }
  }
  const folder = folderIn(extensions);
  const server = isPackaged
    ? join(folder, "node_modules/@isovec/server")
    : join(repository, "packages/server");
  return { extensions, folder, server: join(server, "bin/isovec.mjs") };
}
