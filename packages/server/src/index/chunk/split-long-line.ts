import { estimateTokens } from "./estimate-tokens.ts";

/** Where a long line may be cut, best first. */
const seams: readonly RegExp[] = [/[\s;}](?=[^\s;}]*$)/u, /[,)\]>"'|&](?=[^,)\]>"'|&]*$)/u];

/** How many characters from `start` keep within the budget. At least one. */
function reach(line: string, start: number, budget: number): number {
  // No character takes more than one token by the estimate, and no five characters less than one unless blank.
  let low = 1;
  let high = Math.min(line.length - start, budget * 8);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(line.slice(start, start + middle)) <= budget) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Cuts a line that alone has more tokens than the budget. The pieces put together are the line; a cut falls on a seam
 * where there is one in a piece's second half, and never inside of a character.
 */
export function splitLongLine(line: string, budget: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < line.length; ) {
    let length = reach(line, start, budget);
    if (start + length < line.length) {
      const piece = line.slice(start, start + length);
      const seam = seams.map((pattern) => piece.search(pattern) + 1).find((at) => at > length / 2);
      length = seam ?? length;
      const last = line.charCodeAt(start + length - 1);
      if (last >= 0xd800 && last <= 0xdbff) length++;
    }
    pieces.push(line.slice(start, start + length));
    start += length;
  }
  return pieces;
}
