import type { Chunker } from "../chunk/chunker.ts";
import type { DiscoveredFile, FolderFiles } from "../discover/folder-files.ts";
import { languageOf } from "../discover/language.ts";
import type { FileContent, FileRecord } from "../store/file-records.ts";

/**
 * A file changed within the clock's grain after it was read would look unchanged, so a time that near to the last
 * look is not believed (git calls such an entry racy).
 */
const grainMs = 2_000;

/** Whether size and time say that a file is as it was when last read. */
export function looksUnchanged(file: DiscoveredFile, record: FileRecord): boolean {
  if (record.size !== file.size || record.modifiedMs !== file.modifiedMs) return false;
  if (file.skipped !== undefined) return record.skipped === file.skipped;
  return record.sha256 !== null && file.modifiedMs < record.checkedMs - grainMs;
}

/**
 * Reads a file and cuts it into chunks.
 * @returns "same" when the content is the one on record
 * @throws the system's error when the file cannot be read, IsovecError `Timeout` when its drive does not answer
 */
export async function examineFile(
  files: FolderFiles,
  file: DiscoveredFile,
  record: FileRecord | undefined,
  chunker: Chunker,
): Promise<FileContent | "same"> {
  const { path, size, modifiedMs } = file;
  const language = languageOf(path);
  const seen = { path, size, modifiedMs, checkedMs: Date.now(), language };
  if (file.skipped !== undefined) return { ...seen, sha256: null, skipped: file.skipped, chunks: [] };
  const place = files.placeOf(path);
  const known = record?.skipped === null ? (record.sha256 ?? undefined) : undefined;
  const examined = place && (await chunker.examine?.({ place, path, language, known }));
  if (examined === "same") return "same";
  if (examined) return { ...seen, ...examined, skipped: examined.skipped ?? null };
  const { sha256, lines, skipped } = await files.read(path);
  if (record?.sha256 === sha256 && record.skipped === (skipped ?? null)) return "same";
  const chunks = skipped === undefined ? await chunker.chunk({ path, language, lines }) : [];
  return { ...seen, sha256, skipped: skipped ?? null, chunks };
}
