import { t } from "@vscode/l10n";
import { commands, window } from "vscode";
import type { ServerConnection } from "../server-connection.ts";
import { presentStatus } from "../status-presentation.ts";
import { menuRows } from "./menu-rows.ts";

/** "Isovec: Show Menu": the state in the title, what can be done about it below. @param without commands that there are not */
export async function showMenu({ view }: ServerConnection, without: ReadonlySet<string>): Promise<void> {
  const [state] = presentStatus(view).tooltip;
  const row = await window.showQuickPick(menuRows(view, without), {
    ...(state !== undefined && { title: state }),
    placeHolder: t("What shall Isovec do?"),
  });
  if (row?.command !== undefined) await commands.executeCommand(row.command);
}
