export { bytesOf } from "./sqlite.ts";

/** Databases in memory lie in no folder; what stands here is read by people. */
export function folderOf(_file: string): string {
  return "memory";
}
