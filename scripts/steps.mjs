// What `npm run demo` and `npm test` share: both work alone on a fresh clone.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program in the repository and ends this one with its exit code when it fails. */
export function run(program, parameters, { quiet = false, shell = false } = {}) {
  const stdio = quiet ? ["ignore", "pipe", "inherit"] : "inherit";
  const result = spawnSync(program, parameters, { cwd: repository, stdio, shell });
  if (result.error !== undefined) {
    console.error(`${program} could not be started: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status === 0) return;
  if (quiet) process.stdout.write(result.stdout);
  process.exit(result.status ?? 1);
}

/** `npm ci`, unless what is installed is what the lock file asks for. */
export function install() {
  const installed = join(repository, "node_modules/.package-lock.json");
  const wanted = join(repository, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.error("Installing what the lock file names …");
  const npm = process.env.npm_execpath;
  const parameters = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (npm === undefined) run("npm", parameters, { quiet: true, shell: process.platform === "win32" });
  else run(process.execPath, [npm, ...parameters], { quiet: true });
}

export function turbo(...parameters) {
  run(process.execPath, [join(repository, "scripts/turbo.mjs"), ...parameters]);
}
