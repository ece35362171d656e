import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isovec } from "./repository.ts";

/** Converted files are kept over test runs: they lie under a content hash and are verified on reuse. */
export const testCache: string = join(tmpdir(), "isovec-test-cache");

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An environment in which nothing of the user's own is read or written. */
export function isolatedEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _colour, ...environment } = process.env;
  const configuration = join(testCache, "no-configuration");
  return {
    ...environment,
    XDG_CACHE_HOME: testCache,
    XDG_CONFIG_HOME: configuration,
    APPDATA: configuration,
  };
}

export function startIsovec(
  parameters: readonly string[],
  directory?: string,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [isovec, ...parameters], {
    env: { ...isolatedEnvironment(), ...environment },
    ...(directory !== undefined && { cwd: directory }),
  });
}

/** Runs the command line to its end. */
export async function runIsovec(
  parameters: readonly string[],
  { input = "", directory }: { readonly input?: string; readonly directory?: string } = {},
): Promise<Finished> {
  const child = startIsovec(parameters, directory);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A command that is refused before it reads closes its input.
  child.stdin?.on("error", () => undefined).end(input);
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
}
