import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fixtures } from "../repository.ts";
import { testCache } from "../run-isovec.ts";

const run = promisify(execFile);

/** 30 MB of npm and 170 MB of PyPI, too much to depend on, so they are fetched once into the tests' cache. */
const npmPackages = ["openai@6.49.0", "@huggingface/inference@4.13.30"];
const pythonPackages = ["openai==3.57.0", "huggingface_hub==2.4.0", "numpy"];

async function installNpm(folder: string): Promise<void> {
  mkdirSync(testCache, { recursive: true });
  const begun = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(begun, "package.json"), "{}");
    const quiet = [
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--fetch-retries=0",
      "--fetch-timeout=30000",
    ];
    const shell = process.platform === "win32";
    await run("npm", ["install", ...quiet, ...npmPackages], { cwd: begun, shell });
    renameSync(begun, folder);
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
}

/** The folder of the npm packages, or nothing where the registry cannot be reached. */
export async function findNpmClients(): Promise<string | undefined> {
  const folder = join(testCache, "http-clients-npm-1");
  if (!existsSync(folder)) await installNpm(folder).catch(() => undefined);
  return existsSync(folder) ? join(folder, "node_modules") : undefined;
}

const isWindows = process.platform === "win32";

/** The program of an environment with the Python packages, or nothing where Python or PyPI cannot be reached. */
export async function findPythonClients(): Promise<string | undefined> {
  // An environment cannot be moved: what tells that it is whole is a file inside of it.
  const folder = join(testCache, "http-clients-python-1");
  const program = join(folder, isWindows ? "Scripts/python.exe" : "bin/python");
  const whole = join(folder, "whole");
  if (existsSync(whole)) return program;
  try {
    rmSync(folder, { recursive: true, force: true });
    await run(isWindows ? "python" : "python3", ["-m", "venv", folder]);
    const quiet = [
      "--quiet",
      "--disable-pip-version-check",
      "--retries=0",
      "--timeout=30",
      "--only-binary=:all:",
    ];
    await run(program, ["-m", "pip", "install", ...quiet, ...pythonPackages]);
    writeFileSync(whole, "");
    return program;
  } catch {
    return undefined;
  }
}

/** Runs a script of test/fixtures/http, which is given JSON and prints JSON. */
export async function runClient<Answers>(program: string, script: string, asked: object): Promise<Answers> {
  const child = spawn(program, [join(fixtures, "http", script)], {
    stdio: ["pipe", "pipe", "inherit"],
    // A user's own proxy and telemetry have no part in this.
    env: { ...process.env, NO_PROXY: "127.0.0.1", HF_HUB_DISABLE_TELEMETRY: "1" },
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stdin.end(JSON.stringify(asked));
  const status = await new Promise((resolve) => child.once("close", resolve));
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  return JSON.parse(printed) as Answers;
}
