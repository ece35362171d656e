/** What opens a comment whose last line ends so, for comments whose inner lines have no mark of their own. */
const blocks: readonly { readonly end: RegExp; readonly start: RegExp }[] = [
  { end: /\*\/\s*$/, start: /\/\*/ },
  { end: /\*\)\s*$/, start: /\(\*/ },
  { end: /-\}\s*$/, start: /\{-/ },
  { end: /-->\s*$/, start: /<!--/ },
  { end: /^\s*"""\s*$/, start: /"""/ },
  { end: /^=end\b/, start: /^=begin\b/ },
];

/** How far a comment is followed upwards. */
const mostCommentLines = 200;

const common = "\\/\\/|--|;;|@\\w";
const hash = "#";
const attribute = "#!?\\[";

/** What a line begins with that belongs to the thing below it. `#` is a comment in some, a directive in others. */
const marks: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries({
    csharp: `${common}|\\[[^\\]]+\\]\\s*$`,
    rust: `${common}|${attribute}`,
    php: `${common}|${hash}`,
    python: `${common}|${hash}`,
    ruby: `${common}|${hash}`,
    shellscript: `${common}|${hash}(?!!)`,
    elixir: `${common}|${hash}`,
    yaml: `${common}|${hash}`,
    toml: `${common}|${hash}`,
    cpp: `${common}|\\[\\[|template\\b`,
  }).map(([language, pattern]) => [language, new RegExp(`^\\s*(?:${pattern})`)]),
);
const elsewhere: RegExp = new RegExp(`^\\s*(?:${common})`);

function blockStart(lines: readonly string[], last: number, lowest: number): number | undefined {
  for (const { end, start } of blocks) {
    const line = lines[last] ?? "";
    const closed = end.exec(line);
    if (closed === null) continue;
    if (start.test(line.slice(0, closed.index))) return last;
    for (let at = last - 1; at >= Math.max(lowest, last - mostCommentLines); at--) {
      if (start.test(lines[at] ?? "")) return at;
    }
  }
  return undefined;
}

/**
 * Where the comments, decorators and attributes begin that stand directly above a line.
 * @param lowest the first line that may be taken
 */
export function leadingLine(
  lines: readonly string[],
  language: string,
  line: number,
  lowest: number = 0,
): number {
  const mark = marks[language] ?? elsewhere;
  let first = line;
  while (first > lowest) {
    const above = lines[first - 1] ?? "";
    const start = blockStart(lines, first - 1, lowest);
    // Code may stand before a comment on its line.
    if (start !== undefined && /^\s*(?:\/\*|\(\*|\{-|<!--|"""|@\w|=begin)/.test(lines[start] ?? ""))
      first = start;
    else if (mark.test(above)) first--;
    else break;
  }
  return first;
}

const commentMarks: RegExp =
  /^\s*(?:\/\*+!?|\*+(?!\/)|\/\/[/!]?|#+|--+\|?|;+|\(\*+|\{-\|?|<!--|"""|''')\s?|\s*(?:\*\/|\*\)|-\}|-->|"""|''')\s*$/g;

/** The first words that describe what a region holds: of the comment above its head, or of the string below it. */
export function documentationLine(lines: readonly string[], first: number, head: number): string {
  for (let at = first; at < head; at++) {
    const line = lines[at] ?? "";
    if (/^\s*[@[]/.test(line)) continue;
    const words = line.replace(commentMarks, "").trim();
    if (/[\p{L}]{2}/u.test(words)) return words;
  }
  const below = lines[head + 1] ?? "";
  return /^\s*(?:"""|''')/.test(below) ? below.replace(commentMarks, "").trim() : "";
}
