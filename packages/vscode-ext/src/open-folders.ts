import { t } from "@vscode/l10n";
import { commands, workspace } from "vscode";

/** Whether there is anything to search. */
export function hasFolderOnDisk(): boolean {
  return workspace.workspaceFolders?.some(({ uri }) => uri.scheme === "file") ?? false;
}

/** @throws Error where folders are open and none of them is on a disk: the server would index nothing */
export function refuseVirtualFolders(): void {
  const [folder] = workspace.workspaceFolders ?? [];
  if (folder === undefined || hasFolderOnDisk()) return;
  throw new Error(
    t(
      "{0} is not on a disk ({1}:), and Isovec's index is built from files on disk. Clone it, or open it in a container or on a remote machine.",
      folder.name,
      folder.uri.scheme,
    ),
  );
}

/** Says in the place of the search view why there is none. */
export async function showWelcome(): Promise<void> {
  await commands.executeCommand("isovec.welcome.focus");
}
