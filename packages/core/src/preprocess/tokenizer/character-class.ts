/** Hexadecimal code points and ranges, separated by white space -> the inside of a `[…]` of a `u` regular expression. */
export function characterClass(ranges: string): string {
  return ranges
    .trim()
    .split(/\s+/)
    .map((range) =>
      range
        .split("-")
        .map((codePoint) => `\\u{${codePoint}}`)
        .join("-"),
    )
    .join("");
}
