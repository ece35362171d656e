import type { Colours } from "../cli/colours.ts";
import type { Duplicate, DuplicateReport } from "./find-duplicates.ts";

/** How a member is like the first of its group, in a few words. */
export function describeLikeness({ likeness, score }: Duplicate): string {
  if (likeness === "same") return "the same";
  const percent = `${Math.floor(100 * score)} %`;
  return likeness === "renamed" ? `${percent} of the form, other names` : `${percent} of the words`;
}

/** What was compared, and on what the report rests. */
export function summary({ groups, compared, chunks, embedded }: DuplicateReport): string {
  const basis =
    embedded === chunks
      ? "by form, words and vectors"
      : embedded === 0
        ? "by form and words, for nothing is embedded"
        : `by form and words, and by vectors where there are any (${Math.floor((100 * embedded) / chunks)} %)`;
  const found = groups.length === 1 ? "1 group" : `${groups.length} groups`;
  return `${found} of duplicates among ${compared} pieces of ${chunks} chunks, ${basis}.`;
}

export function renderDuplicates(report: DuplicateReport, colours: Colours): string {
  const groups = report.groups.map((group, index) => {
    const lines = group.map((member, place) => {
      const { path, startLine, endLine, symbols } = member;
      const where = `${colours.cyan(path)}${colours.dim(":")}${colours.green(`${startLine}-${endLine}`)}`;
      const how = place === 0 ? "" : `  ${colours.dim(describeLikeness(member))}`;
      return `   ${where}  ${symbols.slice(0, 3).join(", ")}${how}`;
    });
    return `${colours.bold(String(index + 1))}. ${group.length} pieces\n${lines.join("\n")}\n`;
  });
  return [...groups, `${summary(report)}\n`].join("\n");
}
