import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { artefact } from "../editor/artefact.ts";
import { isolatedEnvironment } from "../run-isovec.ts";
import { screenPicture } from "./screen-picture.ts";

const columns = 100;
const rows = 30;

/** Where a program lies, if it is installed. */
function found(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** Which of the programs a test needs are absent; undefined when all are there. */
export function absent(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !found(program));
  return missing.length === 0 ? undefined : missing.join(" and ");
}

/** A program in a terminal of 100 columns and 30 rows, with a person's keys going in and its screen coming out. */
export class Terminal {
  private readonly folder: string = mkdtempSync(join(tmpdir(), "isovec-terminal-"));

  constructor(command: readonly string[], directory: string) {
    const own: NodeJS.ProcessEnv = {
      ...isolatedEnvironment(),
      HOME: this.folder,
      XDG_DATA_HOME: this.folder,
      XDG_STATE_HOME: this.folder,
      XDG_RUNTIME_DIR: this.folder,
      LANG: "C.UTF-8",
      TMUX: undefined,
    };
    const session = ["new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, quoted(command)];
    // An escape goes on at once, and colours are more than eight.
    const settings = [
      "set",
      "-sg",
      "escape-time",
      "0",
      ";",
      "set",
      "-g",
      "default-terminal",
      "screen-256color",
    ];
    this.tmux(["-f", "/dev/null", "start-server", ";", ...settings, ";", ...session], own, directory);
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

  /** Leaves the screen as a picture among the run's artefacts. */
  picture(name: string): void {
    const screen = this.tmux(["capture-pane", "-e", "-p"]);
    writeFileSync(artefact(`${name}.svg`), screenPicture(screen, columns, `A search in ${name}`));
  }

  /** Waits until the screen shows something. */
  async shows(what: RegExp): Promise<void> {
    await expect.poll(() => this.screen(), { timeout: 60_000, interval: 100 }).toMatch(what);
  }

  close(): void {
    spawnSync("tmux", ["-S", join(this.folder, "tmux"), "kill-server"]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private tmux(parameters: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string): string {
    return execFileSync("tmux", ["-S", join(this.folder, "tmux"), ...parameters], {
      encoding: "utf8",
      ...(env !== undefined && { env }),
      ...(cwd !== undefined && { cwd }),
    });
  }
}

/** As the shell that tmux starts reads it. */
function quoted(command: readonly string[]): string {
  return command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}
