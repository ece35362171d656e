import { spawn } from "node:child_process";

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

/**
 * What git takes for the folder's files: tracked, and untracked but not ignored, relative to the folder. A path with
 * a slash at its end is a repository in the repository.
 * @returns undefined when git is not there, the folder is in no work tree, or git will not answer.
 */
export function gitFiles(folder: string, signal?: AbortSignal): Promise<string[] | undefined> {
  return new Promise((resolve) => {
    const child = spawn(
      "git",
      [
        "-C",
        folder,
        // A repository's own configuration could name a program here; opening a folder must not run it.
        ...["-c", "core.fsmonitor=false"],
        ...["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
      ],
      { env: environment(), stdio: ["ignore", "pipe", "ignore"], windowsHide: true, signal },
    );
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    child.on("error", () => resolve(undefined));
    child.on("close", (status) => {
      if (status !== 0) return resolve(undefined);
      const paths = Buffer.concat(pieces).toString("utf8").split("\0");
      // A path in a merge conflict is listed once a side.
      resolve([...new Set(paths)].filter((path) => path !== ""));
    });
  });
}
