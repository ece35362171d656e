import { spawn } from "node:child_process";
import { resolve as resolvePath } from "node:path";
import type { IgnoreRule } from "./ignore-files.ts";

/** A hook of git sets these, and they would lead git to another repository than the one in the folder. */
const misleading: readonly string[] = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
];

function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  for (const name of misleading) delete env[name];
  return env;
}

/** What git prints, cut at zeros; undefined when git is not there, fails, or finds nothing to say. */
function ask(
  folder: string,
  parameters: readonly string[],
  { signal, input = "" }: { readonly signal?: AbortSignal | undefined; readonly input?: string } = {},
): Promise<string[] | undefined> {
  return new Promise((resolve) => {
    const child = spawn(
      "git",
      // A repository's own configuration could name a program here; opening a folder must not run it.
      ["-C", folder, "-c", "core.fsmonitor=false", ...parameters],
      {
        env: environment(),
        stdio: ["pipe", "pipe", "ignore"],
        windowsHide: true,
        killSignal: "SIGKILL",
        signal,
      },
    );
    child.stdin.on("error", () => undefined).end(input);
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    // A process that waits for a drive cannot end before the drive answers; the caller need not wait with it.
    child.on("error", () => resolve(undefined));
    child.on("close", (status) => {
      resolve(status === 0 ? Buffer.concat(pieces).toString("utf8").split("\0") : undefined);
    });
  });
}

/**
 * What git takes for the folder's files: tracked, and untracked but not ignored, relative to the folder. A path with
 * a slash at its end is a repository in the repository.
 * @returns undefined when git is not there, the folder is in no work tree, or git will not answer.
 */
export async function gitFiles(folder: string, signal?: AbortSignal): Promise<string[] | undefined> {
  const paths = await ask(folder, ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    signal,
  });
  // A path in a merge conflict is listed once a side.
  return paths && [...new Set(paths)].filter((path) => path !== "");
}

/** So many commits are "lately". */
const lately = "50";

/**
 * What the last commits changed, the newest first, relative to the folder.
 * @returns undefined when git is not there or the folder is in no work tree
 */
export async function gitChanges(folder: string, signal: AbortSignal): Promise<string[] | undefined> {
  // Showing signatures would run a program that the repository's configuration names.
  const asked = ["-c", "log.showSignature=false", "log", "-n", lately, "--format=", "--name-only"];
  const paths = await ask(folder, [...asked, "--relative", "--no-ext-diff", "-z"], { signal });
  return paths && [...new Set(paths)].filter((path) => path !== "");
}

/**
 * The rule by which git ignores a path that it does not track; undefined when there is none.
 * @param path relative to the folder
 */
export async function gitIgnoreRule(folder: string, path: string): Promise<IgnoreRule | undefined> {
  const answer = await ask(folder, ["check-ignore", "--verbose", "-z", "--stdin"], { input: `${path}\0` });
  const [source, line, pattern] = answer ?? [];
  if (source === undefined || line === undefined || pattern === undefined || pattern.startsWith("!"))
    return undefined;
  const [top] = (await ask(folder, ["rev-parse", "--show-toplevel"])) ?? [];
  return { source: resolvePath(top?.trimEnd() ?? folder, source), line: Number(line), pattern };
}

/** The address of the remote `origin`; undefined where there is none, or no git. */
export async function gitOrigin(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const [address] = (await ask(folder, ["config", "--get", "remote.origin.url"], { signal })) ?? [];
  return address?.trim() || undefined;
}
