import { pathInside, placeOf } from "./file-place.ts";
import type { SearchedFolder } from "./open-documents.ts";

export interface OwnFile extends SearchedFolder {
  /** Relative to the index's root, forward slashes. */
  readonly path: string;
}

/** The folder that has the document, saved or not; links are followed as editors differ in whether they do. */
export async function ownFile(folders: readonly SearchedFolder[], uri: string): Promise<OwnFile | undefined> {
  const place = await placeOf(uri);
  if (place === undefined) return undefined;
  for (const { index, overlay } of folders) {
    const path = pathInside(index.root, place);
    if (path !== undefined && (index.has(path) || overlay.has(path))) return { index, overlay, path };
  }
  return undefined;
}
