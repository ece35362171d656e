import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { IsovecError, type LogLevel, logLevels } from "@isovec/core";

/** Bytes of one file. With those kept the log takes 3 MB at most. */
const largestBytes = 1_000_000;
const filesKept = 3;
const linesBeforeOpening = 100;

/** The file that is written to; the older ones are server.1.log and server.2.log. */
export function logFileIn(place: string): string {
  return join(place, "logs", "server.log");
}

/** A message may quote what it stumbled over, which may be text of a file. */
function withoutQuotations(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/gs, '"…"');
}

/**
 * The server's log, one line an event. Lines are appended one by one and by name, so that servers may share the file
 * and a killed one has said its last word. Text of files is never written below `debug`.
 */
export class ServerLog {
  private file: string | undefined;
  private level: LogLevel = "info";
  private readonly early: { readonly level: LogLevel; readonly message: string }[] = [];

  /** @param place the state folder; what was said before is written now */
  open(place: string, level: LogLevel = "info"): void {
    this.file = logFileIn(place);
    this.level = level;
    for (const line of this.early.splice(0)) this.write(line.level, line.message);
  }

  /** Where it is, once it is open. */
  get path(): string | undefined {
    return this.file;
  }

  error(message: string): void {
    this.write("error", message);
  }

  info(message: string): void {
    this.write("info", message);
  }

  debug(message: string): void {
    this.write("debug", message);
  }

  /** What a request or a refresh failed by. A defect comes with its stack. */
  failure(what: string, failure: unknown): void {
    const text = IsovecError.is(failure)
      ? `${failure.name}: ${failure.message}`
      : failure instanceof Error
        ? (failure.stack ?? failure.message)
        : String(failure);
    this.error(`${what}: ${this.level === "debug" ? text : withoutQuotations(text)}`);
  }

  private write(level: LogLevel, message: string): void {
    if (this.file === undefined) {
      if (this.early.length < linesBeforeOpening) this.early.push({ level, message });
      return;
    }
    if (logLevels.indexOf(level) > logLevels.indexOf(this.level)) return;
    const line = message.replace(/\r?\n/g, "\n  ");
    try {
      this.rotate(this.file);
      appendFileSync(this.file, `${new Date().toISOString()} ${process.pid} ${level} ${line}\n`, {
        mode: 0o600,
      });
    } catch {
      // A full disk or a folder that has gone must not end the server.
    }
  }

  private rotate(file: string): void {
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    if (size === undefined || size < largestBytes) return;
    const older = (age: number): string => (age === 0 ? file : file.replace(/\.log$/, `.${age}.log`));
    for (let age = filesKept - 1; age > 0; age--) {
      if (statSync(older(age - 1), { throwIfNoEntry: false })) renameSync(older(age - 1), older(age));
    }
  }
}
