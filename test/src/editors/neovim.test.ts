import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { isovec, repository } from "../repository.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

const missing = absent("nvim", "tmux");

describe.skipIf(missing)(`Neovim${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(() => {
    workspace = new SampleWorkspace();
    const command = [process.execPath, isovec, "serve", "--stdio", "--state", workspace.state];
    const start = join(workspace.state, "init.lua");
    writeFileSync(
      start,
      `vim.opt.runtimepath:prepend(${JSON.stringify(join(repository, "editors/neovim"))})
vim.opt.statusline = "%f [%{v:lua.require'isovec'.status()}]"
vim.opt.laststatus = 2
require("isovec").setup{ cmd = vim.json.decode(${JSON.stringify(JSON.stringify(command))}), root = vim.fn.getcwd() }
`,
    );
    terminal = new Terminal(["nvim", "-n", "-i", "NONE", "-u", start, "src/geometry.py"], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  /** One window of one file, which is as it is on disk. */
  const ready = async () => {
    terminal.type(":silent cclose | edit! src/geometry.py");
    terminal.press("Enter");
    await terminal.shows(/^(?!.*Quickfix).*geometry\.py \[isovec\]/s);
  };

  it("answers while one types, and opens the line that was found", async () => {
    await ready();
    terminal.type(":IsovecSearch");
    terminal.press("Enter");
    terminal.type("where are passwords hashed");
    await terminal.shows(/│src\/password\.ts:4 {2}export function hash/);
    await terminal.shows(/│ {2}return scryptSync\(phrase/);
    terminal.picture("neovim");
    terminal.press("Enter");
    await terminal.shows(/src\/password\.ts \[isovec\]/);
  });

  it("puts the hits of a question into the quickfix list", async () => {
    await ready();
    terminal.type(":IsovecSearch distance between two points");
    terminal.press("Enter");
    await terminal.shows(/src\/geometry\.py\|5 col 1\| """Length of the straight line/);
  });

  it("finds what is written like the lines of the buffer, saved or not", async () => {
    await ready();
    terminal.type(
      ":%d|call setline(1, ['def again(call, times):', '    while times > 0:', '        call()'])",
    );
    terminal.press("Enter");
    terminal.type(":%IsovecSimilar");
    terminal.press("Enter");
    await terminal.shows(/src\/retry\.ts\|\d+ col 1\|/);
  });

  it("finds what is typed and not saved, and is asked for what is like it by a code action", async () => {
    await ready();
    terminal.type(":%d|call setline(1, ['def erupt(volcano):', '    return volcano.lava + volcano.ashes'])");
    terminal.press("Enter");
    terminal.type(":IsovecSearch lava of a volcano");
    terminal.press("Enter");
    await terminal.shows(/src\/geometry\.py\|\d+ col 1\| .*volcano/);
    terminal.type(":cclose | %d | silent 0read src/retry.ts");
    terminal.press("Enter");
    terminal.type("ggVG");
    terminal.press("Escape");
    terminal.type(":lua (vim.lsp.buf.range_code_action or vim.lsp.buf.code_action)()");
    terminal.press("Enter");
    await terminal.shows(/Find similar code/);
    terminal.type("1");
    terminal.press("Enter");
    await terminal.shows(/src\/retry\.ts\|\d+ col 1\|/);
  });

  it("answers Neovim's own search for symbols", async () => {
    await ready();
    terminal.type(":lua vim.lsp.buf.workspace_symbol('when is the shop open')");
    terminal.press("Enter");
    await terminal.shows(/^docs\/opening-hours\.md\|\d+ col 1\|.*Symbols matching/ms);
  });

  it("shows in the open search what has been saved", async () => {
    await ready();
    terminal.type(":e src/volcano.md");
    terminal.press("Enter");
    terminal.type("iThe alarm rings when the volcano erupts.");
    terminal.press("Escape");
    terminal.type(":w");
    terminal.press("Enter");
    terminal.type(":IsovecSearch");
    terminal.press("Enter");
    terminal.type("lava and ashes");
    await terminal.shows(/│src\/volcano\.md:1/);
  });
});
