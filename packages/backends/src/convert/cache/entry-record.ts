import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "@isovec/core";

/** Its presence in an entry says that everything before it was written; it is written last. */
const recordName = "converted.json";

interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

async function recordOf(directory: string, name: string): Promise<FileRecord> {
  const file = join(directory, name);
  return { name, bytes: (await stat(file)).size, sha256: await sha256OfFile(file) };
}

/** Writes down size and sha256 of an entry's files, so that a later start can tell that they are whole. */
export async function writeRecord(directory: string, names: readonly string[]): Promise<void> {
  const files = await Promise.all(names.map((name) => recordOf(directory, name)));
  await writeFile(join(directory, recordName), JSON.stringify({ files }), { flush: true });
}

function isFileRecord(value: unknown): value is FileRecord {
  const { name, bytes, sha256 } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof bytes === "number" && typeof sha256 === "string";
}

async function readRecord(directory: string): Promise<readonly FileRecord[]> {
  const { files } = JSON.parse(await readFile(join(directory, recordName), "utf8")) as { files: unknown };
  if (!Array.isArray(files) || !files.every(isFileRecord)) throw new Error("not a record");
  return files;
}

/**
 * Holds an entry against its record. Size and hash are compared every time: a native loader is about to trust them,
 * and hashing costs 60 ms for 90 MB.
 * @returns `absent` when there is no such folder, `damaged` when anything in it is missing, changed or unreadable
 */
export async function checkEntry(
  directory: string,
  names: readonly string[],
): Promise<"whole" | "damaged" | "absent"> {
  const exists = await stat(directory).then(
    () => true,
    () => false,
  );
  if (!exists) return "absent";
  try {
    const recorded = new Map((await readRecord(directory)).map((file) => [file.name, file]));
    for (const name of names) {
      const expected = recorded.get(name);
      // The size first: it finds a file that was cut short without reading it.
      if (expected === undefined || (await stat(join(directory, name))).size !== expected.bytes)
        return "damaged";
      if ((await sha256OfFile(join(directory, name))) !== expected.sha256) return "damaged";
    }
    return "whole";
  } catch {
    return "damaged";
  }
}
