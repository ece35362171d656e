import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { IsovecError, manifestFile } from "@isovec/core";

async function entriesOf(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new IsovecError("InputInvalid", `The output ${directory} cannot be used (${error.code}).`, {
      remedy: "Name a folder with --output.",
      cause: error,
    });
  });
}

function occupied(directory: string, what: string): IsovecError {
  return new IsovecError(
    "InputInvalid",
    `The output ${directory} ${what}, and nothing in it is overwritten.`,
    {
      remedy: "Name a new or empty folder with --output.",
    },
  );
}

/** @throws IsovecError `InputInvalid` when the folder holds files that no pack of ours has written. */
export async function assertPackable(directory: string): Promise<void> {
  const entries = await entriesOf(directory);
  if (entries.length > 0 && !entries.includes(manifestFile)) throw occupied(directory, "holds other files");
}

/**
 * Makes a folder whole or not at all: the work writes into one beside it, which takes its name when it is finished.
 * @throws IsovecError `InputInvalid` when the folder holds anything already.
 */
export async function publishFolder(
  directory: string,
  write: (unfinished: string) => Promise<void>,
): Promise<void> {
  if ((await entriesOf(directory)).length > 0) throw occupied(directory, "is not empty");
  await mkdir(dirname(directory), { recursive: true });
  const unfinished = join(dirname(directory), `.unfinished-${randomUUID()}`);
  try {
    await mkdir(unfinished);
    await write(unfinished);
    await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
