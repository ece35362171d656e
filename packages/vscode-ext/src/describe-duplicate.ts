import type { Duplicate } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";

/** How a place is like a definition of the file that was asked about, e.g. `95 % of the form of lines 3-12, other names`. */
export function describeDuplicate({ range, likeness, hit }: Duplicate): string {
  const lines = `${range.start.line + 1}-${range.end.line}`;
  const percent = Math.floor(100 * hit.score);
  if (likeness === "same") return t("the same as lines {0}", lines);
  return likeness === "renamed"
    ? t("{0} % of the form of lines {1}, under other names", percent, lines)
    : t("{0} % of the words of lines {1}", percent, lines);
}
