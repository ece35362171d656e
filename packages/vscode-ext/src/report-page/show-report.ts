import { ProgressLocation, ViewColumn, window, workspace } from "vscode";
import { type Program, runReport } from "./run-report.ts";

export interface Report {
  readonly title: string;
  /** The command of `isovec` that draws it, without `--html`. */
  readonly args: readonly string[];
}

export const codeMap: Report = { title: "Code Map", args: ["map", "--no-refresh"] };
export const parity: Report = { title: "Parity of Engines", args: ["parity"] };

/**
 * Shows a page of the server in a tab. The page's own policy holds: its scripts and styles by their hashes, no request;
 * no file of the machine can be loaded besides.
 */
export async function showReport({ title, args }: Report, program: Program): Promise<void> {
  // The folder's isovec.json chooses which model is loaded.
  if (!workspace.isTrusted) {
    void window.showInformationMessage(`Isovec: ${title} needs a folder that you trust.`);
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
        return await runReport(program, args, folder, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
  if (html === undefined) return;
  const panel = window.createWebviewPanel("isovec.report", `Isovec: ${title}`, ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [],
  });
  panel.webview.html = html;
}

async function chosenFolder(): Promise<string | undefined> {
  const [first, ...others] = workspace.workspaceFolders ?? [];
  const folder = others.length > 0 ? await window.showWorkspaceFolderPick() : first;
  return folder?.uri.fsPath;
}
