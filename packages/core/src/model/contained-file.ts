import { constants } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";

function corrupt(message: string, cause?: unknown): IsovecError {
  return new IsovecError("ModelCorrupt", message, {
    remedy: "Fetch the model again from a source you trust, as ordinary files in one folder.",
    ...(cause !== undefined && { cause }),
  });
}

function lies(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The folders that a model's files may lie in: its own and, for a snapshot in Hugging Face's cache, whose files are links,
 * the blobs of the same repository (`models--org--name/blobs`).
 */
function homes(directory: string): string[] {
  const snapshots = dirname(directory);
  const repository = dirname(snapshots);
  const inHubCache = basename(snapshots) === "snapshots" && basename(repository).startsWith("models--");
  return inHubCache ? [directory, join(repository, "blobs")] : [directory];
}

/** What the file system says of a path that has nothing at its end. */
const absent: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR"]);

async function orAbsent<Value>(file: string, asked: Promise<Value>): Promise<Value | undefined> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (absent.has(error.code)) return undefined;
    throw corrupt(`${file} cannot be read (${error.code}).`, error);
  });
}

/**
 * Finds a file of a model's folder before anything is read of it: an ordinary file, links followed, that lies in the folder.
 * @param path relative to the folder; may come from a file of the model
 * @returns its path, or undefined when there is no such file
 * @throws IsovecError `ModelCorrupt` for a path or a link that leads out of the folder, and for a folder, pipe or device.
 */
export async function containedFile(directory: string, path: string): Promise<string | undefined> {
  const local = normalize(path);
  if (path.includes("\0") || isAbsolute(local) || !lies(join(directory, local), directory)) {
    throw corrupt(`The model in ${directory} names ${JSON.stringify(path)}, outside of its folder.`);
  }
  const file = join(directory, local);
  const target = await orAbsent(file, realpath(file));
  if (target === undefined) return undefined;
  const folder = await realpath(directory);
  if (!homes(folder).some((home) => lies(target, home))) {
    throw corrupt(`${file} is a link that leads out of the model's folder.`);
  }
  const stats = await orAbsent(file, stat(target));
  if (stats === undefined) return undefined;
  if (!stats.isFile()) {
    throw corrupt(`${file} is ${stats.isDirectory() ? "a folder" : "a pipe or a device"}, not a file.`);
  }
  return file;
}

/**
 * Opens an ordinary file for reading. A pipe without a writer, which would hold the caller for ever, is refused.
 * @throws IsovecError `ModelCorrupt` for what is no ordinary file, and what the file system throws
 */
export async function openOrdinary(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw corrupt(`${file} is not an ordinary file.`);
}
