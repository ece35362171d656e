// Installs a real VS Code, code-server, for the editor test:
//   node scripts/install-editor.mjs [folder]
// The folder is the argument, else ISOVEC_EDITOR, else one in the user's cache. Run again, it does nothing. It needs a
// C++ compiler, make, python3 and ripgrep; `.ci/run` shows how Debian gets them.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

const version = "4.100.3";
const builder = "node-gyp@11.5.0";

const folder = resolve(
  process.argv[2] ?? (process.env["ISOVEC_EDITOR"] || join(userInfo().homedir, ".cache/isovec/editor")),
);
const codeServer = join(folder, "code-server");
const visualStudioCode = join(codeServer, "lib/vscode");
const nodeGyp = join(folder, "node_modules/node-gyp/bin/node-gyp.js");
const marker = join(folder, "installed.txt");
// Native parts are built for one ABI: another Node needs them anew.
const installed = `code-server ${version} for Node ABI ${process.versions.modules}\n`;

function fail(message) {
  console.error(message);
  process.exit(1);
}

function findProgram(name) {
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((place) => join(place, name))
    .find(existsSync);
  return path ?? fail(`${name} is missing. On Debian: apt-get install build-essential python3 ripgrep`);
}

/** Runs quietly; what a program said is shown when it fails. */
function run(where, program, ...parameters) {
  const environment = { ...process.env, npm_config_node_gyp: nodeGyp };
  // `npm run` hands down what belongs to this repository and would point npm back at it.
  for (const name of Object.keys(environment)) {
    if (/^npm_(config_(local_prefix|workspace.*)|package_.*)$/i.test(name)) delete environment[name];
  }
  const headers = dirname(dirname(process.execPath));
  // node-gyp would download the headers that an installed Node brings along.
  if (existsSync(join(headers, "include/node/node.h"))) environment["npm_config_nodedir"] = headers;
  const { status, stdout, error } = spawnSync("sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...parameters], {
    cwd: where,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
  if (status === 0) return;
  fail(`${stdout}\n${program} ${parameters.join(" ")} failed in ${where}. ${error?.message ?? ""}`);
}

/** No package's own install script runs: some of them download programs. */
function npm(where, ...parameters) {
  run(where, "npm", ...parameters, `--prefix=${where}`, "--ignore-scripts", "--no-audit", "--no-fund");
}

function link(target, path) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

if (existsSync(marker) && readFileSync(marker, "utf8") === installed) {
  console.error(`${folder} holds ${installed.trim()}.`);
  process.exit(0);
}
for (const tool of ["make", "c++", "python3"]) findProgram(tool);
const ripgrep = findProgram("rg");

console.error(`Installing code-server ${version} into ${folder} …`);
mkdirSync(codeServer, { recursive: true });
npm(folder, "install", "--no-save", builder);
// Unpacked by hand, because npm follows the lock file of a package only where the package is the root.
npm(folder, "pack", `code-server@${version}`);
run(folder, "tar", "-xzf", `code-server-${version}.tgz`, "--strip-components=1", "-C", codeServer);
// Not `npm ci`: the lock files shipped lack optional packages of other systems.
for (const root of [codeServer, visualStudioCode, join(visualStudioCode, "extensions")]) {
  npm(root, "install", "--omit=dev", "--no-save");
}

console.error("Building its native parts …");
const argon2 = join(codeServer, "node_modules/argon2");
const preGyp = join(codeServer, "node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp");
run(argon2, process.execPath, preGyp, "install", "--build-from-source");
for (const native of ["node-pty", "@vscode/spdlog", "native-watchdog"]) {
  run(join(visualStudioCode, "node_modules", native), process.execPath, nodeGyp, "rebuild");
}
link(ripgrep, join(visualStudioCode, "node_modules/@vscode/ripgrep/bin/rg"));
// Where a desktop build has an archive; extensions look for its files there.
link("node_modules", join(visualStudioCode, "node_modules.asar"));

rmSync(join(folder, `code-server-${version}.tgz`));
writeFileSync(marker, installed);
console.error(`Done. The editor test runs with ISOVEC_EDITOR=${folder}`);
