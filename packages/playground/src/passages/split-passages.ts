/** A stretch of whole lines of one source. */
export interface Passage {
  /** A file's name, or what stands for typed text. */
  readonly source: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** About as many lines of prose or code as a model of 256 tokens reads. */
const mostLines = 15;
/** A blank line ends a passage from here on, so that one-line paragraphs do not stand alone in code. */
const fewestLines = 4;

/**
 * Cuts a text into passages. Every line that is not blank is in exactly one of them.
 * @param paragraphs when true, every blank line ends a passage
 */
export function splitPassages(source: string, text: string, paragraphs = false): Passage[] {
  const passages: Passage[] = [];
  let lines: string[] = [];
  let first = 1;
  const end = (next: number) => {
    if (lines.some((line) => line.trim() !== "")) {
      passages.push({ source, line: first, text: lines.join("\n").trimEnd() });
    }
    lines = [];
    first = next;
  };
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const blank = line.trim() === "";
    if (lines.length === 0 && blank) {
      first = index + 2;
      continue;
    }
    lines.push(line);
    const full = lines.length >= mostLines || (blank && (paragraphs || lines.length > fewestLines));
    if (full) end(index + 2);
  }
  end(0);
  return passages;
}
