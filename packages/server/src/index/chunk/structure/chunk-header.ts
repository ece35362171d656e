import { fitsAsHeader } from "../chunk-budget.ts";
import { documentationLine } from "./leading-lines.ts";
import type { Region } from "./region.ts";

/** A signature that goes on says little more. */
const mostCharacters = 120;

function short(line: string): string {
  const words = line.trim().replace(/\s+/g, " ");
  return words.length <= mostCharacters ? words : words.slice(0, words.lastIndexOf(" ", mostCharacters));
}

/**
 * What the model reads before a piece of code: the words of the path, the names of what encloses it, and of the
 * innermost the signature and the first line of documentation. What takes too much of the budget is left out, the
 * least telling first.
 * @param enclosing from the outermost to the innermost, without what the piece itself shows the head of
 */
export function chunkHeader(
  pathWords: string,
  enclosing: readonly Region[],
  lines: readonly string[],
  budget: number,
): string {
  const innermost = enclosing.at(-1);
  const names = enclosing.flatMap((region) => region.names.slice(0, 1)).join(" ");
  const signature = innermost === undefined ? "" : short(lines[innermost.head] ?? "");
  const documentation =
    innermost === undefined ? "" : short(documentationLine(lines, innermost.first, innermost.head));
  const parts = [pathWords, names, signature, documentation];
  for (let kept = parts.length; kept > 0; kept--) {
    const header = parts
      .slice(0, kept)
      .filter((part) => part !== "")
      .join("\n");
    if (fitsAsHeader(header, budget)) return header;
  }
  return "";
}
