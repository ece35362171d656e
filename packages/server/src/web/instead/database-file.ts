export { bytesOf } from "./sqlite.ts";

/** Databases in memory lie in no folder. */
export function folderOf(_file: string): string {
  return "";
}
