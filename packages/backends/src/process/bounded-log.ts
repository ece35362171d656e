import { printable } from "../peer/printable.ts";

const mostLines = 200;
const longestPending = 4096;

/** What a plugin says on stderr and through `window/logMessage`, in single lines and not without end. */
export class BoundedLog {
  /** The last line, for error messages. */
  last: string | undefined;
  private lines = 0;
  private pending = "";

  constructor(
    private readonly name: string,
    private readonly write: (line: string) => void,
  ) {}

  /** Part of a stream, not necessarily whole lines. */
  add(text: string): void {
    const [...lines] = (this.pending + text).split("\n");
    this.pending = (lines.pop() ?? "").slice(0, longestPending);
    for (const line of lines) this.line(line);
  }

  /** The stream is at its end: what no line break followed is a line too. */
  end(): void {
    this.line(this.pending);
    this.pending = "";
  }

  line(text: string): void {
    const line = printable(text);
    if (line === "") return;
    this.last = line;
    this.lines += 1;
    if (this.lines <= mostLines) this.write(`[${this.name}] ${line}`);
    else if (this.lines === mostLines + 1)
      this.write(`[${this.name}] says more than ${mostLines} lines; the rest is left out`);
  }
}
