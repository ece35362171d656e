import { TimeSlice } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";

const filesAtOnce = 10_000;

/** The folders of the files on record and those above them, relative to the root, which is the empty string. */
export async function watchedFolders({ files }: Pick<IndexStore, "files">): Promise<Set<string>> {
  const folders = new Set([""]);
  const slice = new TimeSlice();
  for (let after = 0; ; ) {
    const page = files.foldersAfter(after, filesAtOnce);
    for (const { folder } of page.folders) {
      for (
        let at = folder;
        at !== "" && !folders.has(at);
        at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))
      ) {
        folders.add(at);
      }
    }
    if (page.lastId === undefined) return folders;
    after = page.lastId;
    await slice.rest();
  }
}
