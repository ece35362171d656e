import { t } from "@vscode/l10n";
import { ProgressLocation, ViewColumn, window, workspace } from "vscode";
import { openPlaceCommand } from "./open-place.ts";
import { type Program, runReport } from "./run-report.ts";

export interface Report {
  readonly title: () => string;
  /** The command of `isovec` that draws it, without `--html`. */
  readonly args: readonly string[];
}

export const codeMap: Report = {
  title: () => t("Code Map"),
  args: ["map", "--no-refresh", "--links", "extension"],
};
export const parity: Report = { title: () => t("Parity of Engines"), args: ["parity"] };

/** @param engine the one that serves; undefined for the configured one */
export function doctorOf(engine: string | undefined): Report {
  const args = engine === undefined ? ["doctor"] : ["doctor", "--backend", engine];
  return { title: () => t("Doctor"), args };
}

/**
 * Shows a page of the server in a tab. The page's own policy holds: its scripts and styles by their hashes, no request;
 * no file of the machine can be loaded besides, and no command run but the one that opens a place of the code.
 */
export async function showReport(report: Report, program: Program): Promise<void> {
  const title = report.title();
  // The folder's isovec.json chooses which model is loaded.
  if (!workspace.isTrusted) {
    void window.showInformationMessage(t("Isovec: {0} needs a folder that you trust.", title));
    return;
  }
  const folder = await chosenFolder();
  if (folder === undefined) return;
  const html = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Isovec: ${title}`, cancellable: true },
    async (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        return await runReport(program, report.args, folder, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
  if (html === undefined) return;
  if (!html.includes('http-equiv="Content-Security-Policy"')) {
    throw new Error(t("The server's page has no content security policy, and is not shown."));
  }
  const panel = window.createWebviewPanel("isovec.report", `Isovec: ${title}`, ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [],
    enableCommandUris: [openPlaceCommand],
  });
  panel.webview.html = html;
}

async function chosenFolder(): Promise<string | undefined> {
  const [first, ...others] = workspace.workspaceFolders ?? [];
  const folder = others.length > 0 ? await window.showWorkspaceFolderPick() : first;
  return folder?.uri.fsPath;
}
