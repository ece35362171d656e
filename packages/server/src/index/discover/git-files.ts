import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { resolve as resolvePath } from "node:path";
import type { Commit } from "../history/commit-history.ts";
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
  // Of a partial clone git would fetch what is missing; nobody has asked for that.
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_ALLOW_PROTOCOL: "none" };
  for (const name of misleading) delete env[name];
  return env;
}

function stepBack(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}

/** What git prints, cut at zeros; undefined when git is not there, fails, or finds nothing to say. */
function ask(
  folder: string,
  parameters: readonly string[],
  {
    signal,
    input = "",
    isPatient = false,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly input?: string;
    /** Whether others go first. */
    readonly isPatient?: boolean;
  } = {},
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
    if (isPatient && child.pid !== undefined) stepBack(child.pid);
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

// Showing signatures would run a program that the repository's configuration names.
const log = ["-c", "log.showSignature=false", "-c", "core.quotePath=false", "log", "--no-ext-diff"];

/** So many commits are "lately". */
const lately = "50";

/**
 * What the last commits changed, the newest first, relative to the folder.
 * @returns undefined when git is not there or the folder is in no work tree
 */
export async function gitChanges(folder: string, signal: AbortSignal): Promise<string[] | undefined> {
  const what = ["-n", lately, "--format=", "--name-only", "--relative", "-z"];
  const paths = await ask(folder, [...log, ...what], { signal });
  return paths && [...new Set(paths)].filter((path) => path !== "");
}

/** The hash of the commit that is checked out; undefined where there is none. */
export async function gitHead(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const [head] = (await ask(folder, ["rev-parse", "--verify", "--quiet", "HEAD"], { signal })) ?? [];
  return head?.trim() || undefined;
}

/**
 * Of the last commits those that changed something in the folder, the newest first; merges change nothing of their own.
 * @param count how many of the whole repository's are looked at
 * @returns undefined when git is not there, the folder is in no work tree, or the signal fires before it is done
 */
export async function gitCommits(
  folder: string,
  count: number,
  signal: AbortSignal,
): Promise<Commit[] | undefined> {
  const what = ["-n", String(count), "--no-merges", "--relative", "--name-only", "--format=%x00%H %s"];
  const entries = await ask(folder, [...log, ...what], { signal, isPatient: true });
  return entries?.flatMap((entry) => {
    const [head = "", ...paths] = entry.split("\n").filter((line) => line !== "");
    const [hash = ""] = head.split(" ", 1);
    // The others have changed something elsewhere in the work tree.
    return paths.length === 0 ? [] : [{ hash, subject: head.slice(hash.length + 1), paths }];
  });
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
