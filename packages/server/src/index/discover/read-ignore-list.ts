import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IgnoreFiles, type IgnoreList, ignoreListOf } from "./ignore-files.ts";
import type { Patience } from "./patience.ts";

/** @returns undefined when there is no such file */
export async function readIgnoreList(source: string): Promise<IgnoreList | undefined> {
  const text = await readFile(source, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return ignoreListOf(source, text, process.platform === "win32" || process.platform === "darwin");
}

/** The ignore files of a name below a folder on disk. @param top absolute */
export function ignoreFilesOnDisk(
  top: string,
  name: string,
  patience: Patience,
  whole: readonly IgnoreList[] = [],
): IgnoreFiles {
  return new IgnoreFiles((folder) => {
    const source = join(top, folder, name);
    return patience.wait(source, () => readIgnoreList(source));
  }, whole);
}
