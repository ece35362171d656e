import { commands, FileType, type SymbolInformation, Uri, workspace } from "vscode";
import type { ServerConnection } from "../server-connection.ts";
import {
  completeKey,
  completeValue,
  type FilterCompletions,
  type OpenFilter,
  openFilterAt,
} from "./complete-filter.ts";

const none: FilterCompletions = { start: 0, items: [] };

/**
 * What a filter at the caret may become: languages and kinds as the server names them, folders and files as the editor
 * sees them, symbols as the editor's languages know them.
 *
 * @param explicit whether someone asked for it; the filters' names are offered then too
 */
export async function completeQuestion(
  connection: ServerConnection,
  question: string,
  caret: number,
  explicit: boolean,
): Promise<FilterCompletions> {
  const filters = connection.filters;
  const keys = Object.keys(filters);
  const filter = openFilterAt(question, caret, keys);
  if (filter === undefined) return explicit ? completeKey(question, caret, keys) : none;
  return completeValue(filter, await valuesOf(filter, filters[filter.key] ?? []));
}

async function valuesOf(
  { key, value }: OpenFilter,
  announced: readonly string[],
): Promise<readonly string[]> {
  if (key === "path") return await pathsBelow(value.slice(0, value.lastIndexOf("/") + 1));
  return key === "symbol" && value !== "" ? await symbolsLike(value) : announced;
}

/** @param folder relative to a folder of the workspace, with a slash at its end; "" for the top */
async function pathsBelow(folder: string): Promise<string[]> {
  const found = await Promise.all(
    (workspace.workspaceFolders ?? []).map(async ({ uri }) => {
      try {
        return await workspace.fs.readDirectory(Uri.joinPath(uri, folder));
      } catch {
        // The other folders of a workspace need not have it.
        return [];
      }
    }),
  );
  const isShown = ([name]: readonly [string, FileType]): boolean =>
    !name.startsWith(".") && name !== "node_modules";
  const folders = found.flat().filter(isShown);
  return folders
    .toSorted(([a, typeA], [b, typeB]) => rankOf(typeA) - rankOf(typeB) || (a < b ? -1 : 1))
    .map(([name, type]) => `${folder}${name}${(type & FileType.Directory) === 0 ? "" : "/"}`);
}

/** Folders first. */
function rankOf(type: FileType): number {
  return (type & FileType.Directory) === 0 ? 1 : 0;
}

async function symbolsLike(value: string): Promise<string[]> {
  const symbols = await commands.executeCommand<readonly SymbolInformation[]>(
    "vscode.executeWorkspaceSymbolProvider",
    value,
  );
  // Some languages add the parameters to the name.
  return [...new Set(symbols.map(({ name }) => name.replace(/\(.*$/, "")))];
}
