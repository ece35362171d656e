import type { WriteStream } from "node:tty";
import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for a terminal, plain text elsewhere. `NO_COLOR` and `FORCE_COLOR` are honoured (no-color.org). */
export function coloursFor(stream: NodeJS.WriteStream | WriteStream): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "0") return pc.createColors(true);
  return pc.createColors(stream.isTTY === true && !NO_COLOR && TERM !== "dumb");
}
