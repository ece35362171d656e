import { methods, type SearchHit, type SearchResult, type SimilarParams } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { commands, Location, type Position, Range, type TextEditor, Uri, window } from "vscode";
import { askServer } from "./ask-server.ts";
import type { ServerConnection } from "./server-connection.ts";

const hitLimit = 30;
/** The editor sorts what it lays over code by file, so that the far ones would stand among the near. */
const peekLimit = 10;

/** Hits that resemble a place, and how to call that place. */
export interface SimilarCode {
  /** `file:first-last`, lines 1-based. */
  readonly place: string;
  /** Where it was asked. */
  readonly editor: TextEditor;
  readonly hits: readonly SearchHit[];
}

/**
 * Asks for code that resembles what is selected, or the cursor's line where nothing is.
 *
 * @returns undefined where there is nothing to compare, which has been said then
 */
export async function findSimilarCode(
  connection: ServerConnection,
  signal: AbortSignal,
): Promise<SimilarCode | undefined> {
  const editor = window.activeTextEditor;
  const range = editor === undefined ? undefined : wholeLines(editor);
  if (editor === undefined || range === undefined) {
    void window.showInformationMessage(t("Isovec: select the code that you want to find the like of."));
    return undefined;
  }
  const { document } = editor;
  const params: SimilarParams = {
    textDocument: { uri: document.uri.toString() },
    // The editor's own class becomes an array in JSON.
    range: { start: position(range.start), end: position(range.end) },
    text: document.getText(range),
    limit: hitLimit,
  };
  const { hits } = await askServer<SearchResult>(connection, methods.similar, params, signal);
  const file = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
  const [first, last] = [range.start.line + 1, range.end.line + 1];
  return { place: first === last ? `${file}:${first}` : `${file}:${first}-${last}`, editor, hits };
}

/** Shows the hits over the code that was asked about, as the editor shows references. */
export async function peekSimilarCode({ editor, hits, place }: SimilarCode): Promise<void> {
  const { uri } = editor.document;
  const locations = hits.slice(0, peekLimit).map((hit) => {
    const { start, end } = hit.range;
    return new Location(
      Uri.parse(hit.uri, true),
      new Range(start.line, start.character, end.line, end.character),
    );
  });
  await commands.executeCommand(
    "editor.action.peekLocations",
    uri,
    editor.selection.start,
    locations,
    "peek",
    t("Nothing in the index resembles {0}.", place),
  );
}

function position({ line, character }: Position): { line: number; character: number } {
  return { line, character };
}

/** The lines that a selection touches, without an end that lies before the first letter of a line. */
function wholeLines({ document, selection }: TextEditor): Range | undefined {
  const { start, end } = selection;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const range = new Range(start.line, 0, last, document.lineAt(last).text.length);
  return document.getText(range).trim() === "" ? undefined : range;
}
