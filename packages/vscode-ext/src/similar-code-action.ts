import { t } from "@vscode/l10n";
import { CodeAction, CodeActionKind, type Disposable, languages } from "vscode";

/** A kind of its own: nothing is mended or rewritten. */
const kind = CodeActionKind.Empty.append("isovec.similar");

/** "Find similar code" under the light bulb of a selection; without one no bulb burns. @param scheme of the documents, `*` for all */
export function registerSimilarCodeAction(scheme: string): Disposable {
  return languages.registerCodeActionsProvider(
    { scheme },
    {
      provideCodeActions: (_document, range, { only }) => {
        if (range.isEmpty && only === undefined) return [];
        const action = new CodeAction(t("Find similar code"), kind);
        action.command = { command: "isovec.findSimilar", title: action.title };
        return [action];
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}
