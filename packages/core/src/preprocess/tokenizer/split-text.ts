import { asUnicode16 } from "./unicode-16.ts";

/** What becomes of a delimiter: `SplitDelimiterBehavior` of HuggingFace's tokenizers. */
export type DelimiterBehavior =
  | "removed"
  | "isolated"
  | "mergedwithprevious"
  | "mergedwithnext"
  | "contiguous";

interface Piece {
  readonly start: number;
  end: number;
  delimiter: boolean;
}

/** The whole text in pieces: matches of the pattern and what lies between. `invert` swaps which is the delimiter. */
function piecesOf(text: string, pattern: RegExp, invert: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { index, 0: match } of asUnicode16(text).matchAll(pattern)) {
    if (match === "") continue;
    if (index > at) pieces.push({ start: at, end: index, delimiter: invert });
    at = index + match.length;
    pieces.push({ start: index, end: at, delimiter: !invert });
  }
  if (at < text.length) pieces.push({ start: at, end: text.length, delimiter: invert });
  return pieces;
}

/** Which neighbours are one, after `NormalizedString::split` of HuggingFace's tokenizers. */
function joined(pieces: readonly Piece[], behavior: DelimiterBehavior): Piece[] {
  if (behavior === "isolated") return [...pieces];
  if (behavior === "removed") return pieces.filter(({ delimiter }) => !delimiter);
  const result: Piece[] = [];
  for (const piece of pieces) {
    const previous = result.at(-1);
    const joins =
      previous !== undefined &&
      (behavior === "contiguous"
        ? previous.delimiter === piece.delimiter
        : behavior === "mergedwithprevious"
          ? piece.delimiter && !previous.delimiter
          : previous.delimiter && !piece.delimiter);
    if (!joins) result.push({ ...piece });
    else {
      previous.end = piece.end;
      if (behavior !== "contiguous") previous.delimiter = behavior === "mergedwithprevious";
    }
  }
  return result;
}

/**
 * @param pattern global, with the flag `u`
 * @param invert the pattern matches what is kept, not the delimiters
 */
export function splitText(
  text: string,
  pattern: RegExp,
  behavior: DelimiterBehavior,
  invert = false,
): string[] {
  return joined(piecesOf(text, pattern, invert), behavior).map(({ start, end }) => text.slice(start, end));
}
