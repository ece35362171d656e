import { endOfTokens } from "./estimate-tokens.ts";

/** Where a long line may be cut, best first. */
const seams: readonly RegExp[] = [/[\s;}](?=[^\s;}]*$)/u, /[,)\]>"'|&](?=[^,)\]>"'|&]*$)/u];

/** Where to cut what could reach to `limit`: at a seam of its second half if there is one. */
function cutBefore(line: string, start: number, limit: number): number {
  if (limit === line.length) return limit;
  const middle = start + Math.ceil((limit - start) / 2);
  const half = line.slice(middle, limit);
  for (const seam of seams) {
    const at = half.search(seam);
    if (at !== -1) return middle + at + 1;
  }
  const last = line.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit + 1 : limit;
}

/**
 * Cuts a line that alone has more tokens than the budget. The pieces put together are the line; a cut falls on a seam
 * where there is one in a piece's second half, and never inside of a character.
 */
export function splitLongLine(line: string, budget: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < line.length; ) {
    const cut = cutBefore(line, start, endOfTokens(line, start, budget));
    pieces.push(line.slice(start, cut));
    start = cut;
  }
  return pieces;
}
