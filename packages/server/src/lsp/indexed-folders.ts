import { fileURLToPath } from "node:url";
import type { InitializeParams } from "vscode-languageserver";
import { stateDirectoryFor } from "../index/state-directory.ts";
import { hasDatabase } from "../index/store/database-file.ts";

/** URIs of the folders that a client opens with; older clients name their one folder elsewhere. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders?.length) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

/**
 * Whether all folders have been indexed before, as far as can be told without opening anything.
 * @param uris those of no file are passed over
 * @param place under which indexes lie
 */
export function areIndexed(uris: readonly string[], place: string | undefined): boolean {
  const roots = uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri));
  return roots.length > 0 && roots.every((root) => hasDatabase(stateDirectoryFor(root, place)));
}
