/** A terminal's screen as SVG: what SGR sequences (ECMA-48) say of colours, drawn on a grid of characters. */

const cell = { width: 8.4, height: 18 };
const margin = 10;
const paper = "#1d2021";
const ink = "#d5d0c0";
// The sixteen colours that a terminal's theme chooses; the other 240 are the same in all.
const theme = [
  ...["#32302f", "#e06c5c", "#98b060", "#d9a64a", "#6d9cbe", "#b58aa5", "#7fb0a0", "#d5d0c0"],
  ...["#8a8278", "#f08a78", "#b4c878", "#ecc06a", "#8cb8da", "#cfa6c0", "#9cccba", "#f4f0e4"],
];

interface Style {
  readonly ink?: string;
  readonly paper?: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly reversed?: boolean;
}

interface Run {
  readonly text: string;
  readonly column: number;
  readonly style: Style;
}

function paletteColour(index: number): string {
  const own = theme[index];
  if (own !== undefined) return own;
  const hex = (levels: readonly number[]) =>
    `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
  if (index >= 232) return hex(Array<number>(3).fill(8 + 10 * (index - 232)));
  const level = (sixth: number) => (sixth === 0 ? 0 : 55 + 40 * sixth);
  const cube = index - 16;
  return hex([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

/** The colour after a 38 or 48. @returns it, and how many codes it took */
function extendedColour(codes: readonly number[]): { colour: string; taken: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 5) return { colour: paletteColour(first), taken: 2 };
  return { colour: `rgb(${first},${second},${third})`, taken: 4 };
}

function styled(before: Style, codes: readonly number[]): Style {
  let style = before;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    const key = code >= 40 && code < 50 ? "paper" : "ink";
    if (code === 0) style = {};
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 3) style = { ...style, italic: true };
    else if (code === 4) style = { ...style, underline: true };
    else if (code === 7) style = { ...style, reversed: true };
    else if (code === 22) style = { ...style, bold: false };
    else if (code === 23) style = { ...style, italic: false };
    else if (code === 24) style = { ...style, underline: false };
    else if (code === 27) style = { ...style, reversed: false };
    else if (code === 38 || code === 48) {
      const { colour, taken } = extendedColour(codes.slice(at + 1));
      style = { ...style, [key]: colour };
      at += taken;
    } else if (code === 39) style = { ...style, ink };
    else if (code === 49) style = { ...style, paper };
    else if ((code >= 30 && code < 38) || (code >= 40 && code < 48)) {
      style = { ...style, [key]: paletteColour(code % 10) };
    } else if (code >= 90 && code < 98) style = { ...style, ink: paletteColour(code - 82) };
    else if (code >= 100 && code < 108) style = { ...style, paper: paletteColour(code - 92) };
  }
  return style;
}

function runsOf(row: string, before: Style): { runs: Run[]; style: Style } {
  const runs: Run[] = [];
  let style = before;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape begins a sequence
  for (const [piece, sequence] of row.matchAll(/\x1b\[([\d;]*)m|\x1b[()].|[\x0e\x0f]|[^\x1b\x0e\x0f]+/g)) {
    if (sequence !== undefined) style = styled(style, sequence.split(";").map(Number));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what chooses a character set is no text
    else if (!/^[\x1b\x0e\x0f]/.test(piece)) {
      runs.push({ text: piece, column, style });
      column += [...piece].length;
    }
  }
  return { runs, style };
}

/** Spaces that do not break: what draws SVG folds others, whatever `xml:space` and `white-space` say. */
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(" ", "\u00a0");
const rounded = (pixels: number) => Math.round(pixels * 10) / 10;

function draw({ text, column, style }: Run, row: number): string {
  const [front, back] = style.reversed
    ? [style.paper ?? paper, style.ink ?? ink]
    : [style.ink ?? ink, style.paper ?? paper];
  const left = rounded(margin + column * cell.width);
  const width = rounded([...text].length * cell.width);
  const top = margin + row * cell.height;
  const ground =
    back === paper
      ? ""
      : `<rect x="${left}" y="${top}" width="${width}" height="${cell.height}" fill="${back}"/>`;
  if (text.trim() === "") return ground;
  const look = [
    front === ink ? "" : ` fill="${front}"`,
    style.bold ? ' font-weight="bold"' : "",
    style.italic ? ' font-style="italic"' : "",
    style.underline ? ' text-decoration="underline"' : "",
  ].join("");
  return `${ground}<text x="${left}" y="${top + 13}" textLength="${width}"${look}>${escaped(text)}</text>`;
}

/**
 * @param screen rows with their SGR sequences, as `tmux capture-pane -e` gives them
 * @param title what a screen reader says of the picture
 */
export function screenPicture(screen: string, columns: number, title: string): string {
  const rows = screen.replace(/\n$/, "").split("\n");
  const drawn: string[] = [];
  let style: Style = {};
  for (const [at, row] of rows.entries()) {
    const read = runsOf(row, style);
    style = read.style;
    drawn.push(...read.runs.map((run) => draw(run, at)).filter((shape) => shape !== ""));
  }
  const width = rounded(columns * cell.width + 2 * margin);
  const height = rows.length * cell.height + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="${ink}">
<title>${escaped(title).replaceAll("\u00a0", " ")}</title>
<rect width="100%" height="100%" rx="6" fill="${paper}"/>
${drawn.join("\n")}
</svg>
`;
}
