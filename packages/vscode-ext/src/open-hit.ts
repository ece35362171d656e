import type { SearchHit } from "@isovec/core/protocol";
import {
  type Disposable,
  Position,
  Range,
  type TextEditorDecorationType,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
} from "vscode";

let highlight: TextEditorDecorationType | undefined;

/**
 * Opens the file with the cursor on the hit's line in the middle of the view. The hit's range is lit rather than
 * selected, so that the next key typed replaces nothing; the light goes with the first move or edit.
 *
 * @param glance whether the focus stays where it is and the next place may take the same tab
 */
export async function openHit(
  { uri, range, line }: Pick<SearchHit, "uri" | "range" | "line">,
  { beside = false, glance = false }: { readonly beside?: boolean; readonly glance?: boolean } = {},
): Promise<void> {
  const { start, end } = range;
  const cursor = new Position(line, line === start.line ? start.character : 0);
  const editor = await window.showTextDocument(Uri.parse(uri, true), {
    selection: new Range(cursor, cursor),
    viewColumn: beside ? ViewColumn.Beside : ViewColumn.Active,
    preserveFocus: glance,
    ...(glance && { preview: true }),
  });
  editor.revealRange(new Range(cursor, cursor), TextEditorRevealType.InCenter);
  // The end is exclusive: at character 0 the last line is no part of the hit.
  const lastLine = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const light = lightOfHits();
  editor.setDecorations(light, [new Range(start.line, 0, lastLine, 0)]);
  const subscription: Disposable = window.onDidChangeTextEditorSelection((event) => {
    // Moves made by an extension, as ours above, have no kind.
    if (event.textEditor !== editor || event.kind === undefined) return;
    editor.setDecorations(light, []);
    subscription.dispose();
  });
}

/** One for all hits, asked of the editor when the first is opened. */
function lightOfHits(): TextEditorDecorationType {
  highlight ??= window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("editor.rangeHighlightBackground"),
  });
  return highlight;
}
