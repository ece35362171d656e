import type { Chunker } from "../chunk/chunker.ts";
import type { FolderFiles } from "../discover/folder-files.ts";
import type { IndexStore } from "../store/index-store.ts";
import { examineFile, looksUnchanged } from "./examine-file.ts";
import { ScanWriter } from "./scan-writer.ts";

/**
 * Brings the words of one file up to date, when it is known to have changed: a scan looks at all of them. What is not
 * clear from the one file, such as that it is gone, is left to the scan.
 * @returns whether anything a search could see has changed
 * @throws the system's error when the file cannot be read, IsovecError `Timeout` when its drive does not answer
 */
export async function lookAtFile(
  path: string,
  { folder, store, chunker }: { folder: FolderFiles; store: IndexStore; chunker: Chunker },
): Promise<boolean> {
  const record = store.files.of(path);
  const file = await folder.look(path, record?.skipped === null);
  if (file === undefined || file.skipped !== undefined) return false;
  if (record !== undefined && looksUnchanged(file, record)) return false;
  const content = await examineFile(folder, file, record, chunker);
  if (content === "same") return false;
  const writer = new ScanWriter(store);
  await writer.put(content);
  await writer.flush();
  return writer.changed;
}
