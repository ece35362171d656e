import { type InitializeParams, type SymbolInformation, SymbolKind } from "vscode-languageserver";
import { nameOf } from "./documents/file-place.ts";
import type { SearchedFolder } from "./documents/open-documents.ts";
import { search } from "./search-request.ts";

/** Clients that filter what `workspace/symbol` gives by the letters of its name, so that hits by meaning are lost. */
const filteringClients = /^(?:visual studio code|vscod|code\b|cursor|windsurf|theia|zed\b)/i;

/** Whether a client shows hits as they come. Eglot of Emacs 28 names itself not at all; VS Code and Zed always do. */
export function showsHitsAsTheyCome({ clientInfo }: InitializeParams): boolean {
  return clientInfo === undefined || !filteringClients.test(clientInfo.name);
}

/** `workspace/symbol`: the line that shows best why a hit was found stands for a symbol's name. */
export async function workspaceSymbols(
  folders: readonly SearchedFolder[],
  query: string,
  signal: AbortSignal,
): Promise<SymbolInformation[]> {
  // Pickers ask for everything before anything is typed; nothing is like nothing.
  if (query.trim() === "") return [];
  const { hits } = await search(folders, { query }, signal);
  return hits.map(({ uri, range, line, preview }) => {
    const name = preview.split("\n")[line - range.start.line]?.trim() ?? "";
    const start = { line, character: 0 };
    return {
      name: name === "" ? nameOf(uri) : name,
      kind: SymbolKind.File,
      location: { uri, range: { start, end: start } },
    };
  });
}
