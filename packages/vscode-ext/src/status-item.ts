import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { ServerConnection } from "./server-connection.ts";
import { presentStatus } from "./status-presentation.ts";

/** Keeps one item of the status bar in step with the server. */
export function createStatusItem(connection: ServerConnection): Disposable {
  const item = window.createStatusBarItem("isovec.status", StatusBarAlignment.Right, 100);
  item.name = "Isovec";
  const update = (): void => {
    const { text, tooltip, severity, command } = presentStatus(connection.view);
    item.text = text;
    item.tooltip = tooltip.join("\n");
    item.command = command;
    item.backgroundColor =
      severity === "normal" ? undefined : new ThemeColor(`statusBarItem.${severity}Background`);
    // The tooltip's last line tells a mouse what to do; it is no part of the state.
    item.accessibilityInformation = { label: tooltip.slice(0, -1).join(", "), role: "button" };
  };
  const subscription = connection.onDidChange(update);
  update();
  item.show();
  return {
    dispose: () => {
      subscription.dispose();
      item.dispose();
    },
  };
}
