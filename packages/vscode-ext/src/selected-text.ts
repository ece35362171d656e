import { window } from "vscode";

/** What is selected on one line, as the editor's own search takes it for its question. */
export function selectedText(): string {
  const editor = window.activeTextEditor;
  if (editor === undefined || !editor.selection.isSingleLine) return "";
  return editor.document.getText(editor.selection).trim();
}
