import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { isovec, repository } from "../repository.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

const missing = absent("kak", "tmux");

describe.skipIf(missing)(`Kakoune${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(() => {
    workspace = new SampleWorkspace();
    const start = [
      `source ${join(repository, "editors/kakoune/isovec.kak")}`,
      `set-option global isovec_command '${process.execPath} ${isovec} search --state ${workspace.state}'`,
    ].join("\n");
    terminal = new Terminal(["kak", "-E", start, "src/geometry.py"], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  const command = (text: string) => {
    terminal.type(`:${text}`);
    terminal.press("Enter");
  };

  it("lists what answers a question, and jumps to it", async () => {
    await terminal.shows(/def distance/);
    command("isovec-search where are passwords hashed");
    await terminal.shows(/^src\/password\.ts:4:1:export function hashPassword/m);
    terminal.picture("kakoune");
    terminal.press("Enter");
    await terminal.shows(/src\/password\.ts 4:1/);
  });

  it("asks for a question, whatever characters are in it", async () => {
    command("isovec-ask");
    terminal.type(`{"distance"} between '$(two)' points`);
    terminal.press("Enter");
    await terminal.shows(/^src\/geometry\.py:5:1: *"""Length of the straight line/m);
  });

  it("says why there is no answer", async () => {
    command("set-option -add global isovec_command ' --model no-such-model'");
    command("isovec-search anything");
    await terminal.shows(/^isovec: .*no-such-model/im);
  });
});
