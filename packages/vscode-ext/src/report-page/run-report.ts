import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The program `isovec`, as the server of this window is started. */
export interface Program {
  /** Node.js. */
  readonly command: string;
  /** Absolute path of isovec.mjs. */
  readonly module: string;
  /** What configures it as the window's settings say. */
  readonly options: readonly string[];
}

/**
 * Runs `isovec … --html FILE` and reads the page. A program that ends with another exit code than 0 after it has written
 * the page has found something, as the doctor does.
 *
 * @param args the command without `--html`
 * @throws an error with what the program wrote to its standard error, or an AbortError
 */
export async function runReport(
  { command, module, options }: Program,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), "isovec-report-"));
  try {
    const file = join(place, "page.html");
    const failure = await new Promise<Error | undefined>((resolve) => {
      execFile(
        command,
        [module, ...args, ...options, "--html", file],
        // The desktop editor's executable is Electron, which this variable turns into Node; plain Node ignores it.
        { cwd: folder, signal, env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" } },
        (error, _output, errors) => {
          if (error === null) resolve(undefined);
          else resolve(signal.aborted || errors.trim() === "" ? error : new Error(lastWords(errors)));
        },
      );
    });
    const html = await readFile(file, "utf8").catch(() => undefined);
    if (html !== undefined && !signal.aborted) return html;
    throw failure ?? new Error(`isovec ${args.join(" ")} has written no page.`);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** The failure; lines before it tell of progress. */
function lastWords(errors: string): string {
  const name = "isovec: ";
  const at = errors.lastIndexOf(name);
  return (at === -1 ? errors : errors.slice(at + name.length)).replace(/\s+/g, " ").trim();
}
