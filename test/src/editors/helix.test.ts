import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isovec, repository } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

const missing = absent("hx", "tmux");

/** The configuration of docs/editors/helix.md, with the built command in place of the installed one. */
function configuration(state: string): string {
  const shipped = readFileSync(join(repository, "editors/helix/languages.toml"), "utf8");
  return shipped
    .replace('command = "isovec"', `command = ${JSON.stringify(process.execPath)}`)
    .replace(
      'args = ["serve"',
      `args = [${JSON.stringify(isovec)}, "serve", "--state", ${JSON.stringify(state)}`,
    );
}

describe.skipIf(missing)(`Helix${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write(".helix/languages.toml", configuration(workspace.state));
    workspace.write(".isovecignore", ".helix/\n");
    // Helix asks once for what is typed: where there is no index yet it shows nothing until another letter.
    await runIsovec(["index", "--path", workspace.root, "--state", workspace.state]);
    terminal = new Terminal(["hx", "src/geometry.py"], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  /** Until the server has answered `initialize` Helix says that nobody can be asked. */
  const openPicker = async () => {
    const opened = () => {
      const screen = terminal.screen();
      if (!screen.includes("┌")) terminal.press("Space", "S");
      return screen;
    };
    await expect.poll(opened, { timeout: 60_000, interval: 500 }).toContain("┌");
  };

  it("shows in its picker of symbols what is found, while one types, and opens it", async () => {
    await terminal.shows(/def distance/);
    await openPicker();
    terminal.type("where are passwords hashed");
    await terminal.shows(/> file export function hashPas.*│ *return scryptSync/s);
    terminal.picture("helix");
    terminal.press("Enter");
    await terminal.shows(/src\/password\.ts +1 sel +4:1/);
  });
});
