import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { isolatedEnvironment } from "../run-isovec.ts";

/** Where a program lies, if it is installed. */
function found(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** Which of the programs a test needs are absent; undefined when all are there. */
export function absent(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !found(program));
  return missing.length === 0 ? undefined : missing.join(" and ");
}

export interface TerminalOptions {
  readonly directory: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Put before PATH. */
  readonly programs?: string;
}

/** A program in a terminal of 100 columns and 30 rows, with a person's keys going in and its screen coming out. */
export class Terminal {
  private readonly folder: string = mkdtempSync(join(tmpdir(), "isovec-terminal-"));

  constructor(command: readonly string[], { directory, environment, programs }: TerminalOptions) {
    const own: NodeJS.ProcessEnv = {
      ...isolatedEnvironment(),
      HOME: this.folder,
      XDG_DATA_HOME: this.folder,
      XDG_STATE_HOME: this.folder,
      XDG_RUNTIME_DIR: this.folder,
      LANG: "C.UTF-8",
      TMUX: undefined,
      ...environment,
    };
    own["PATH"] = [programs, own["PATH"]].filter(Boolean).join(delimiter);
    // Without its own configuration: what is typed goes on at once, an escape as well.
    this.tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", ...quote(command)],
      own,
      directory,
    );
    this.tmux(["set", "-g", "escape-time", "0"]);
  }

  /** Types words as they are. */
  type(text: string): void {
    this.tmux(["send-keys", "-l", text]);
  }

  /** Presses keys by tmux's names: Enter, Escape, Down, C-q. */
  press(...keys: readonly string[]): void {
    this.tmux(["send-keys", ...keys]);
  }

  /** The rows of the screen, without colours. */
  screen(): string {
    return this.tmux(["capture-pane", "-p"]);
  }

  /** Waits until the screen shows something. */
  async shows(what: RegExp): Promise<void> {
    await expect.poll(() => this.screen(), { timeout: 20_000, interval: 100 }).toMatch(what);
  }

  close(): void {
    spawnSync("tmux", ["-S", join(this.folder, "tmux"), "kill-server"]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private tmux(parameters: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string): string {
    return execFileSync("tmux", ["-S", join(this.folder, "tmux"), ...parameters], {
      encoding: "utf8",
      ...(env !== undefined && { env }),
      ...(cwd !== undefined && { cwd }),
    });
  }
}

function quote(command: readonly string[]): readonly string[] {
  return [command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")];
}
