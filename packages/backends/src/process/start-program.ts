import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { isAbsolute, resolve } from "node:path";
import type { PluginManifest } from "./plugin-manifest.ts";

/** What programs need to run at all. Keys and tokens of the user's shell are none of a plugin's business. */
const inherited = [
  "PATH",
  "HOME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
];

function environmentOf({ env }: PluginManifest): NodeJS.ProcessEnv {
  const given = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(given) as Record<string, string>), ...env };
}

/** Starts the program without a shell. Where the system has process groups it leads its own, to end with its children. */
export function startProgram(manifest: PluginManifest): ChildProcessWithoutNullStreams {
  const { command, args, directory } = manifest;
  const isPath = /[\\/]/.test(command) && !isAbsolute(command);
  return spawn(isPath ? resolve(directory, command) : command, args, {
    cwd: directory,
    env: environmentOf(manifest),
    shell: false,
    windowsHide: true,
    detached: process.platform !== "win32",
    stdio: "pipe",
  });
}

/** Ends the program and what it started, at once. */
export function killProgram(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** What a plugin has to end by itself, from the moment its server is gone. */
const orphanSeconds = 2;

/**
 * Ends the program when this process is killed, even by SIGKILL: a shell waits until its stdin, which only this process
 * holds open, is closed. Windows has no such shell.
 * @returns ends the shell
 */
export function watchProgram(child: ChildProcessWithoutNullStreams): () => void {
  if (process.platform === "win32" || child.pid === undefined) return () => undefined;
  const script = 'read -r _; sleep "$1"; kill -s KILL -- "-$2"';
  const parameters = ["sh", String(orphanSeconds), String(child.pid)];
  // In a group of its own, so that an interrupt from a terminal ends the others and not the one that tidies up.
  const watch = spawn("/bin/sh", ["-c", script, ...parameters], {
    detached: true,
    env: { PATH: process.env["PATH"] },
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.on("error", () => undefined);
  watch.unref();
  (watch.stdin as Socket).on("error", () => undefined).unref();
  return () => watch.kill("SIGKILL");
}
