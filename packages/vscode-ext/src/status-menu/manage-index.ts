import { methods } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { commands, env, UIKind, Uri, window } from "vscode";
import type { ServerConnection } from "../server-connection.ts";
import { describeSize } from "./menu-rows.ts";

interface Deed {
  readonly label: string;
  readonly description?: string;
  readonly run: () => Promise<unknown>;
}

/** "Isovec: Manage Index": where it lies and how large it is, and what can be done with it. */
export async function manageIndex(connection: ServerConnection): Promise<void> {
  const client = await connection.ready();
  const { index } = connection.view;
  const { bytes = 0, locations = [] } = index ?? {};
  const empty = async (): Promise<void> => {
    const choice = await window.showWarningMessage(
      t("Empty the index of this workspace and pause it? Nothing is found until indexing is resumed."),
      { modal: true },
      t("Empty"),
    );
    if (choice === undefined) return;
    await client.sendRequest(methods.indexPause, {});
    await client.sendRequest(methods.indexClear, {});
  };
  const deeds: readonly Deed[] = [
    ...locations.map((folder) => revealing(folder)),
    ...locations.map((folder) => ({
      label: `$(copy) ${t("Copy Path of the Index")}`,
      description: folder,
      run: async () => env.clipboard.writeText(folder),
    })),
    {
      label: `$(refresh) ${t("Rebuild Index")}`,
      description: t("reads and embeds all files again"),
      run: async () => commands.executeCommand("isovec.rebuildIndex"),
    },
    {
      label: `$(trash) ${t("Empty Index and Pause")}`,
      // One in memory has none.
      ...(locations.length > 0 && { description: t("gives its room on the disk back to other indexes") }),
      run: empty,
    },
  ];
  const title = t("Isovec: Index, {0}", describeSize(bytes));
  const deed = await window.showQuickPick(deeds, { title, matchOnDescription: true });
  await deed?.run();
}

/** Where the editor's window is not on the server's machine there is no file manager to show it in. */
function revealing(folder: string): Deed {
  if (env.uiKind === UIKind.Desktop && env.remoteName === undefined) {
    return {
      label: `$(folder-opened) ${t("Reveal Index Folder")}`,
      description: folder,
      run: async () => commands.executeCommand("revealFileInOS", Uri.file(folder)),
    };
  }
  return {
    label: `$(terminal) ${t("Open Index Folder in Terminal")}`,
    description: folder,
    run: async () => window.createTerminal({ name: "Isovec", cwd: folder }).show(),
  };
}
