import { commands, type Disposable, Uri, workspace } from "vscode";
import { openHit } from "../open-hit.ts";

/** What links of a page lead to; pages may run this command and no other. */
export const openPlaceCommand = "isovec.openPlace";

/** Opens a place that a page of the server names: a path relative to a folder of the workspace, and a line from 1. */
export function registerOpenPlace(): Disposable {
  return commands.registerCommand(openPlaceCommand, async (path: unknown, line: unknown) => {
    if (typeof path !== "string" || typeof line !== "number" || path.split("/").includes("..")) return;
    for (const folder of workspace.workspaceFolders ?? []) {
      const uri = Uri.joinPath(folder.uri, path);
      if (!(await exists(uri))) continue;
      const start = { line: line - 1, character: 0 };
      await openHit({ uri: uri.toString(), line: line - 1, range: { start, end: start } });
      return;
    }
  });
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
