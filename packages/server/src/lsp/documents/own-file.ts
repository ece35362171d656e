import { fileURLToPath } from "node:url";
import type { SearchedFolder } from "./open-documents.ts";
import { pathInside, realPath } from "./path-inside.ts";

export interface OwnFile extends SearchedFolder {
  /** Relative to the index's root, forward slashes. */
  readonly path: string;
}

/** The folder that has the document, saved or not; links are followed as editors differ in whether they do. */
export async function ownFile(folders: readonly SearchedFolder[], uri: string): Promise<OwnFile | undefined> {
  if (!uri.startsWith("file:")) return undefined;
  const file = await realPath(fileURLToPath(uri));
  for (const { index, overlay } of folders) {
    const path = pathInside(index.root, file);
    if (path !== undefined && (index.has(path) || overlay.has(path))) return { index, overlay, path };
  }
  return undefined;
}
