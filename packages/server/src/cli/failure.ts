import { IsovecError } from "@isovec/core";
import type { Colours } from "./colours.ts";

/** What a process ends with; `docs/cli.md` lists them. */
export const exitCodes = { success: 0, failure: 1, usage: 2, cancelled: 130 } as const;

/** A command line that asks for something that cannot be; its message is shown with the way to the help. */
export class UsageError extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  return IsovecError.is(error) && error.name === "Cancelled" ? exitCodes.cancelled : exitCodes.failure;
}

/** What went wrong as a sentence, then the way out. The stack only when asked for. */
export function describeError(error: unknown, colours: Colours, verbose: boolean): string {
  const lines: string[] = [];
  if (IsovecError.is(error)) {
    lines.push(`${colours.red("isovec:")} ${error.message}`);
    if (error.remedy !== undefined) lines.push(`  ${error.remedy}`);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    lines.push(`${colours.red("isovec:")} ${message}`);
    if (error instanceof UsageError) lines.push("  See `isovec --help`.");
    else if (!verbose) lines.push("  This is a defect of Isovec. Run again with --verbose for the details.");
  }
  if (verbose && error instanceof Error) {
    lines.push(error.stack ?? "");
    if (error.cause instanceof Error) lines.push(`caused by ${error.cause.stack}`);
  }
  return `${lines.join("\n")}\n`;
}
