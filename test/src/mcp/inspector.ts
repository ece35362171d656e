import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isovec } from "../repository.ts";
import { isolatedEnvironment, testCache } from "../run-isovec.ts";

const run = promisify(execFile);

const inspector = "@modelcontextprotocol/inspector@2.12.0";
const launcher = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

/** It is 110 MB with native parts, too much to depend on, so it is fetched once into the tests' cache. */
async function install(folder: string): Promise<void> {
  mkdirSync(testCache, { recursive: true });
  const begun = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(begun, "package.json"), "{}");
    await run(
      "npm",
      [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=0",
        "--fetch-timeout=30000",
        inspector,
      ],
      {
        cwd: begun,
        shell: process.platform === "win32",
      },
    );
    renameSync(begun, folder);
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
}

/** The official inspector's program, or nothing where the registry cannot be reached. */
export async function findInspector(): Promise<string | undefined> {
  const folder = join(testCache, "mcp-inspector-2.12.0");
  if (!existsSync(folder)) await install(folder).catch(() => undefined);
  const program = join(folder, launcher);
  return existsSync(program) ? program : undefined;
}

export interface Inspected {
  readonly status: number;
  /** What it printed, read as JSON; the complaint where it printed none. */
  readonly printed: unknown;
}

/** One run of the inspector's command line, which starts `isovec mcp`, asks it one thing and prints the answer. */
export async function inspect(
  program: string,
  { root, state }: { readonly root: string; readonly state: string },
  asked: readonly string[],
): Promise<Inspected> {
  const server = [process.execPath, isovec, "mcp", "--path", root, "--state", state];
  const parameters = [program, "--cli", ...server, ...asked];
  const options = { env: isolatedEnvironment(), maxBuffer: 2 ** 24 };
  const { code, stdout, stderr } = await run(process.execPath, parameters, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failed) => failed as { code: number; stdout: string; stderr: string },
  );
  return { status: code, printed: stdout.trim() === "" ? stderr : JSON.parse(stdout) };
}
