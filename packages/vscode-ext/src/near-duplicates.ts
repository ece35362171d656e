import { type Duplicate, type DuplicatesResult, methods } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { type Uri, window, workspace } from "vscode";
import { askServer } from "./ask-server.ts";
import { describeDuplicate } from "./describe-duplicate.ts";
import type { ListedHit } from "./search-view/search-view.ts";
import type { ServerConnection } from "./server-connection.ts";

/** What of a file is there more than once, as the search view lists it. */
export interface NearDuplicates {
  readonly heading: string;
  readonly hits: readonly ListedHit[];
}

/**
 * Asks for what is like the definitions of the file in front, as it is saved.
 *
 * @returns undefined where there is no file, which has been said then
 * @throws the server's refusal of a file that the index leaves out
 */
export async function findNearDuplicates(
  connection: ServerConnection,
  signal: AbortSignal,
): Promise<NearDuplicates | undefined> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !mayBeIndexed(document.uri)) {
    void window.showInformationMessage(t("Isovec: open the file whose duplicates you want to find."));
    return undefined;
  }
  const params = { textDocument: { uri: document.uri.toString() } };
  const { duplicates } = await askServer<DuplicatesResult>(connection, methods.duplicates, params, signal);
  const file = workspace.asRelativePath(document.uri, false);
  return { heading: t("Near-duplicates of {0}", file), hits: byPlace(duplicates) };
}

/** A file on a disk, or whatever lies in a folder of the workspace. */
function mayBeIndexed(uri: Uri): boolean {
  return uri.scheme === "file" || workspace.getWorkspaceFolder(uri) !== undefined;
}

/** A place that is like several definitions of the file is listed once, with all of them. */
function byPlace(duplicates: readonly Duplicate[]): ListedHit[] {
  const places = new Map<string, { readonly hit: Duplicate["hit"]; readonly reasons: string[] }>();
  for (const duplicate of duplicates) {
    const { uri, range } = duplicate.hit;
    const key = `${uri}:${range.start.line}`;
    const place = places.get(key) ?? { hit: duplicate.hit, reasons: [] };
    place.reasons.push(describeDuplicate(duplicate));
    places.set(key, place);
  }
  return [...places.values()].map(({ hit, reasons }) => ({ ...hit, reasons }));
}
